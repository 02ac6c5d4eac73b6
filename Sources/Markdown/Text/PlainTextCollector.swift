/// Collects the text of a document without its markup, until there is enough.
///
/// White space becomes one space. A middle dot follows headings, the items of a list and the rows of a table.
struct PlainTextCollector: MarkdownHandler {
    private let limit: Int
    private var bytes: [UInt8] = []
    private var count = 0
    /// Whether the document has more text than the limit allows.
    private(set) var isFull = false
    private var separator = Separator.none
    private var listDepth = 0
    /// Where the text of each open link or image begins.
    private var links: [Int] = []

    /// What stands between two blocks.
    private enum Separator: Int {
        case none, space, dot

        var text: StaticString {
            switch self {
            case .none: ""
            case .space: " "
            case .dot: " · "
            }
        }

        /// The number of Unicode scalars in `text`.
        var length: Int { self == .dot ? 3 : rawValue }
    }

    init(limit: Int) {
        self.limit = limit
        bytes.reserveCapacity(limit + 16)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func enter(_ block: Block) -> Bool {
        switch block {
        case .list: listDepth += 1
        case .item(let task):
            if listDepth > 1 { separate(.dot) }
            if let task { append(task.isDone ? "☑ " : "☐ ") }
        default: break
        }
        return !isFull
    }

    mutating func leave(_ block: Block) -> Bool {
        switch block {
        case .list:
            listDepth -= 1
            separate(.dot)
        case .item, .tableRow, .heading: separate(.dot)
        default: separate(.space)
        }
        return !isFull
    }

    mutating func enter(_ span: Span) -> Bool {
        switch span {
        case .link, .image: links.append(bytes.count)
        default: break
        }
        return !isFull
    }

    mutating func leave(_ span: Span) -> Bool {
        switch span {
        case .link(let address, _), .image(let address, _):
            // A link without a text shows its address.
            if links.popLast() == bytes.count { address.withUnsafeBytes { append($0) } }
        default: break
        }
        return !isFull
    }

    mutating func text(_ text: UnsafeRawBufferPointer, isCode: Bool) -> Bool {
        append(text)
        return !isFull
    }

    mutating func lineBreak() -> Bool {
        separate(.space)
        return !isFull
    }

    /// Puts a separator before the next text. The strongest of several separators counts.
    private mutating func separate(_ separator: Separator) {
        if separator.rawValue > self.separator.rawValue { self.separator = separator }
    }

    private mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ text: UnsafeRawBufferPointer) {
        for byte in text {
            // A space, or a control character such as a tab or a line feed.
            if byte <= UInt8(ascii: " ") {
                separate(.space)
                continue
            }
            // The first byte of a scalar is never 0b10xxxxxx; all its other bytes are (RFC 3629, section 3).
            if byte & 0xC0 != 0x80 && !begin() { return }
            bytes.append(byte)
        }
    }

    /// Counts a scalar, and writes the separator before it.
    ///
    /// - Returns: false if there is no room for the scalar.
    private mutating func begin() -> Bool {
        let separator = bytes.isEmpty ? .none : separator
        self.separator = .none
        guard count + separator.length < limit else {
            isFull = true
            return false
        }
        count += separator.length + 1
        let text = separator.text
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        return true
    }
}
