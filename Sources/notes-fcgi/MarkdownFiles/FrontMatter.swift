import Notes
import Yams

/// The block of YAML at the start of a Markdown file, between two lines `---`.
///
/// Reads the keys that apps commonly write: a title, the times of creation and change, tags, and a pin.
struct FrontMatter {
    private(set) var title: String?
    private(set) var createdAt: Timestamp?
    private(set) var updatedAt: Timestamp?
    private(set) var isPinned: Bool?
    private(set) var tags: [String] = []
    /// Whether this type holds everything that the block says. Otherwise the import keeps the block in the text.
    private(set) var isComplete = true
    /// The lines between the two lines `---`, with the last line's end.
    let block: Substring
    /// The file after the block.
    let rest: Substring

    /// The longest block that is read, in bytes. A longer one is probably text.
    private static let maximumBytes = 1 << 16

    /// - Returns: nil if the file does not begin with a block. A block without a known key is text, too.
    init?(_ file: String) {
        guard let (block, rest) = Self.split(file) else { return nil }
        (self.block, self.rest) = (block, rest)
        guard let pairs = Self.pairs(String(block)) else { return nil }
        var hasKnown = false
        for (key, value) in pairs {
            if take(key, value) { hasKnown = true } else if !Self.isEmpty(value) { isComplete = false }
        }
        guard hasKnown else { return nil }
    }

    /// Splits a file after the second line `---`. Such a line may have white space at its end.
    private static func split(_ file: String) -> (block: Substring, rest: Substring)? {
        let bytes = file.utf8
        guard bytes.starts(with: "---".utf8) else { return nil }
        var start = bytes.startIndex
        var blockStart: String.Index?
        while start < bytes.endIndex {
            let feed = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
            let end = feed.map(bytes.index(after:)) ?? bytes.endIndex
            let isFence = isFence(bytes[start..<(feed ?? bytes.endIndex)])
            if let blockStart {
                if isFence { return (file[blockStart..<start], file[end...]) }
                if bytes.distance(from: blockStart, to: end) > maximumBytes { return nil }
            } else {
                guard isFence else { return nil }
                blockStart = end
            }
            start = end
        }
        return nil
    }

    private static func isFence(_ line: Substring.UTF8View) -> Bool {
        line.starts(with: "---".utf8)
            && line.dropFirst(3).allSatisfy { " \t\r".utf8.contains($0) }
    }

    /// The keys and values of a block in YAML; nil if the block is something else.
    ///
    /// Yams stops at 1,000 levels (`MAX_NESTING_LEVEL` of libyaml). An alias stands for a copy of a value. So a few
    /// lines with aliases of aliases can stand for more values than memory can hold. Such blocks are not read.
    private static func pairs(_ block: String) -> [(key: String, value: Node)]? {
        guard !(hasIndicator("&", block) && hasIndicator("*", block)),
            let node = try? Parser(yaml: block, resolver: .basic, encoding: .utf8).singleRoot(),
            let mapping = node.mapping
        else { return nil }
        var pairs: [(key: String, value: Node)] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else { return nil }
            pairs.append((name, value))
        }
        return pairs
    }

    /// Whether `character` may begin an anchor or an alias somewhere in the block.
    private static func hasIndicator(_ character: Unicode.Scalar, _ block: String) -> Bool {
        var previous: Unicode.Scalar = "\n"
        for scalar in block.unicodeScalars {
            if scalar == character && " \t\r\n[]{},:-?\"'".unicodeScalars.contains(previous) { return true }
            previous = scalar
        }
        return false
    }

    /// Takes over the value of a key.
    ///
    /// - Returns: false if the key is not known, or its value has an unknown form, or another key has told the same.
    private mutating func take(_ key: String, _ value: Node) -> Bool {
        switch key.lowercased().filter({ !" _-".contains($0) }) {
        case "title":
            guard title == nil, let text = Self.text(value) else { return Self.isNull(value) }
            title = text
        case "created", "createdat", "datecreated", "creationdate", "date":
            guard let time = Self.time(value) else { return Self.isNull(value) }
            guard createdAt == nil || createdAt == time else { return false }
            createdAt = time
        case "updated", "updatedat", "dateupdated", "lastupdated", "modified", "modifiedat", "datemodified",
            "lastmodified", "lastmod":
            guard let time = Self.time(value) else { return Self.isNull(value) }
            guard updatedAt == nil || updatedAt == time else { return false }
            updatedAt = time
        case "tags", "tag":
            guard let names = Self.names(value) else { return false }
            tags += names
        case "pinned", "pin", "ispinned":
            guard isPinned == nil, let flag = Self.flag(value) else { return Self.isNull(value) }
            isPinned = flag
        default:
            return false
        }
        return true
    }

    private static func isNull(_ node: Node) -> Bool {
        guard let scalar = node.scalar, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// Whether a value says nothing.
    private static func isEmpty(_ node: Node) -> Bool {
        isNull(node) || node.scalar?.string.isEmpty == true || node.sequence?.isEmpty == true
            || node.mapping?.isEmpty == true
    }

    private static func text(_ node: Node) -> String? {
        isNull(node) ? nil : node.scalar?.string
    }

    private static func time(_ node: Node) -> Timestamp? {
        node.scalar.flatMap { FileTime.parse($0.string) }
    }

    private static func flag(_ node: Node) -> Bool? {
        switch node.scalar?.string.lowercased() {
        case "true", "yes": true
        case "false", "no": false
        default: nil
        }
    }

    /// A list of names, or one text with commas or spaces between them.
    private static func names(_ node: Node) -> [String]? {
        if isNull(node) { return [] }
        if let text = node.scalar?.string {
            let separator: Character = text.contains(",") ? "," : " "
            return text.split(separator: separator).map(String.init)
        }
        guard let nodes = node.sequence else { return nil }
        let names = nodes.compactMap { $0.scalar?.string }
        return names.count == nodes.count ? names : nil
    }
}
