import Glibc
public import Markdown

/// Examines notes for a search, without an index.
public struct NoteMatcher: Sendable {
    /// A condition with its text folded.
    enum Test: Sendable {
        case text([UInt8])
        case title([UInt8])
        case tag([UInt8])
        case link([UInt8])
        case pinned
        case openTask
        case created(TimeRange)
        case updated(TimeRange)

        init(_ condition: SearchQuery.Condition) {
            self =
                switch condition {
                case .text(let text): .text(TextFold.fold(text))
                case .title(let text): .title(TextFold.fold(text))
                case .tag(let tag): .tag(TextFold.fold(tag))
                case .link(let title): .link(TextFold.fold(title))
                case .pinned: .pinned
                case .openTask: .openTask
                case .created(let range): .created(range)
                case .updated(let range): .updated(range)
                }
        }
    }

    private let alternatives: [[(test: Test, isExcluded: Bool)]]

    public init(_ query: SearchQuery) {
        alternatives = query.alternatives.map { $0.map { (Test($0.condition), $0.isExcluded) } }
    }

    /// Memory that is used again for each note.
    public struct Memory {
        var title: [UInt8] = []
        var content: [UInt8] = []

        public init() {}
    }

    /// - Parameter row: a row of the table `note`, with all columns.
    public func matches(_ row: some SearchedRow, _ memory: inout Memory) -> Bool {
        guard !alternatives.isEmpty else { return true }
        var note = ExaminedNote(row: row, memory: memory)
        defer { memory = note.memory }
        return alternatives.contains { terms in terms.allSatisfy { note.meets($0.test) != $0.isExcluded } }
    }
}

/// A row of the table `note`, as a store finds it in a search.
public protocol SearchedRow: NoteRow {
    /// Calls `body` with the bytes of a text. They may be no valid UTF-8.
    func withBytes<Result>(_ column: Note.Column, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result
}

/// A note that a search examines. Its texts are folded and parsed once, when a condition needs that.
private struct ExaminedNote<Row: SearchedRow> {
    let row: Row
    var memory: NoteMatcher.Memory
    private var titleLength: Int?
    private var contentLength: Int?
    private var mentions: Mentions?

    init(row: Row, memory: NoteMatcher.Memory) {
        self.row = row
        self.memory = memory
    }

    mutating func meets(_ test: NoteMatcher.Test) -> Bool {
        switch test {
        case .text(let text): titleContains(text) || contentContains(text)
        case .title(let text): titleContains(text)
        case .tag(let tag): hasTag(tag)
        case .link(let title): readMentions().links(to: title)
        case .pinned: row.flag(.isPinned)
        case .openTask: readMentions().openBoxes > 0
        case .created(let range): range.contains(row.time(.createdAt))
        case .updated(let range): range.contains(row.time(.updatedAt))
        }
    }

    private mutating func titleContains(_ text: [UInt8]) -> Bool {
        let length = titleLength ?? row.withBytes(.title) { TextFold.fold($0, into: &memory.title) }
        titleLength = length
        return TextFold.contains(memory.title, length, text)
    }

    private mutating func contentContains(_ text: [UInt8]) -> Bool {
        let length = contentLength ?? row.withBytes(.content) { TextFold.fold($0, into: &memory.content) }
        contentLength = length
        return TextFold.contains(memory.content, length, text)
    }

    private mutating func hasTag(_ tag: [UInt8]) -> Bool {
        readMentions().tags.contains { other in
            let folded = TextFold.fold(other)
            return folded == tag || folded.starts(with: tag + [UInt8(ascii: "/")])
        }
    }

    private mutating func readMentions() -> Mentions {
        if let mentions { return mentions }
        let read = Mentions(in: row.text(.content) ?? "")
        mentions = read
        return read
    }
}

extension Mentions {
    /// Whether the text links to notes with a title.
    ///
    /// - Parameter title: folded.
    public func links(to title: [UInt8]) -> Bool { titles.contains { TextFold.fold($0) == title } }
}

extension TextFold {
    /// Whether the beginning of a folded text contains another folded text.
    static func contains(_ folded: [UInt8], _ length: Int, _ text: [UInt8]) -> Bool {
        folded.withUnsafeBytes { position(of: text, in: UnsafeRawBufferPointer(rebasing: $0[..<length])) } != nil
    }

    /// The first position of bytes in others; nil if they are not there.
    ///
    /// Looks for the byte that is probably the rarest: `memchr` is fast as long as it finds nothing.
    ///
    /// - Parameter start: where to begin.
    static func position(of text: [UInt8], in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
        if text.isEmpty { return start }
        let last = bytes.count - text.count
        guard start <= last, let base = bytes.baseAddress else { return nil }
        // Of equally rare bytes the last one, because in many scripts, the first bytes of all letters are the same.
        let rarest = text.indices.prefix(16).reversed().min { frequency[Int(text[$0])] < frequency[Int(text[$1])] } ?? 0
        var position = start
        while position <= last,
            let found = memchr(base + position + rarest, CInt(text[rarest]), last - position + 1)
        {
            position = UnsafeRawPointer(found) - base - rarest
            if memcmp(base + position, text, text.count) == 0 { return position }
            position += 1
        }
        return nil
    }

    /// How frequent each byte is in folded texts: a rank, roughly the same in many languages. The rank of digits and punctuation
    /// is in the middle. The first bytes of scalars beyond ASCII are the most frequent ones in a text of such scalars.
    private static let frequency: [UInt8] = {
        var ranks = [UInt8](repeating: 12, count: 0xC0) + [UInt8](repeating: 255, count: 0x40)
        for (rank, letter) in "zqxjkvbywgpfmucdlhrsnioate ".utf8.enumerated() { ranks[Int(letter)] = UInt8(rank) }
        return ranks
    }()
}
