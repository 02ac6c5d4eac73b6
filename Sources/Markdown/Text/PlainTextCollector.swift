import UTF8Text

/// Collects the text of a document without its markup, until there is enough.
///
/// White space becomes one space. A middle dot follows headings, the items of a list and the rows of a table.
struct PlainTextCollector: MarkdownHandler, ~Copyable {
    private let limit: Int
    private let hasMentions: Bool
    private var buffer: UTF8Buffer
    /// The number of Unicode scalars in the buffer.
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

    /// - Parameter hasMentions: whether the text may have mentions.
    init(limit: Int, hasMentions: Bool) {
        self.limit = limit
        self.hasMentions = hasMentions
        buffer = UTF8Buffer(capacity: limit + limit / 2)
    }

    var text: String { String(decoding: buffer.bytes, as: UTF8.self) }

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
        case .link, .image: links.append(buffer.count)
        default: break
        }
        return !isFull
    }

    mutating func leave(_ span: Span) -> Bool {
        switch span {
        case .link(let address, _), .image(let address, _):
            // A link without a text shows its address.
            if links.popLast() == buffer.count { address.withUnsafeBytes { append($0) } }
        default: break
        }
        return !isFull
    }

    mutating func text(_ text: TextRun) -> Bool {
        if hasMentions && links.isEmpty { appendWithTitles(text) } else { append(text.bytes) }
        return !isFull
    }

    mutating func code(_ text: UnsafeRawBufferPointer) -> Bool {
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

    /// Appends a text without the brackets of titles.
    private mutating func appendWithTitles(_ run: TextRun) {
        var scanner = TextLinkScanner(run)
        var end = 0
        while !isFull, let link = scanner.next() {
            guard case .mention(let mention) = link else { continue }
            append(UnsafeRawBufferPointer(rebasing: run.bytes[end..<mention.range.lowerBound]))
            append(UnsafeRawBufferPointer(rebasing: run.bytes[mention.shown]))
            end = mention.range.upperBound
        }
        append(UnsafeRawBufferPointer(rebasing: run.bytes[end...]))
    }

    private mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ text: UnsafeRawBufferPointer) {
        var start = 0
        while start < text.count && !isFull {
            // A word ends at a space, or at a control character such as a tab or a line feed.
            let end = text[start...].firstIndex { $0 <= UInt8(ascii: " ") } ?? text.count
            if start < end { append(word: UnsafeRawBufferPointer(rebasing: text[start..<end])) }
            if end < text.count { separate(.space) }
            start = end + 1
        }
    }

    /// Writes the separator and a word, or as much of the word as there is room for.
    private mutating func append(word: UnsafeRawBufferPointer) {
        let separator = count == 0 ? .none : separator
        self.separator = .none
        var room = limit - count - separator.length
        guard room > 0 else {
            isFull = true
            return
        }
        let length = word.count { !UTF8.isContinuation($0) }
        count += separator.length + length
        buffer.append(separator.text)
        isFull = length > room
        guard isFull else { return buffer.append(word) }
        let beginning = word.prefix { byte in
            if !UTF8.isContinuation(byte) { room -= 1 }
            return room >= 0
        }
        buffer.append(UnsafeRawBufferPointer(rebasing: beginning))
    }
}
