import GRDB
import Notes

/// How the indexes answer one alternative of a search: the terms that a note must meet together.
///
/// A note that has changed since it was indexed must be examined in any case.
struct SearchPlan {
    /// A statement that selects ids.
    struct IDs {
        let sql: String
        let arguments: [any DatabaseValueConvertible]
        /// If the statement selects a time, too, only ids with a time in this range count.
        var range: TimeRange?
    }

    /// A text of one or two scalars.
    struct ShortText {
        let folded: String
        /// Whether only titles count.
        let isTitle: Bool
        let isExcluded: Bool
    }

    /// The length of the shortest text that the trigram index can find, in Unicode scalars
    /// (https://www.sqlite.org/fts5.html#the_trigram_tokenizer).
    static let minimumIndexedLength = 3
    /// The most Unicode scalars that a search looks up in the index. If a text is longer, the search looks up only its
    /// beginning, and examines the notes found for the whole text. For each trigram (three scalars) of a text, FTS5 reads
    /// all positions. For a long text that repeats one letter, FTS5 would read gigabytes.
    static let maximumPhraseLength = 24

    /// All of them select the notes to find.
    private(set) var required: [IDs] = []
    /// None of them selects a note to find.
    private(set) var excluded: [IDs] = []
    /// Whether the selected notes with the short texts are the notes to find. If false, each of them must be examined.
    private(set) var isExact = true
    /// Texts that may occur in so many notes that it is faster to examine notes than to read the index.
    private(set) var shortTexts: [ShortText] = []

    init(_ terms: [SearchQuery.Term]) {
        var phrases: [String] = []
        for term in terms {
            switch term.condition {
            case .text(let text), .title(let text):
                let isTitle = if case .title = term.condition { true } else { false }
                let column = isTitle ? "title : " : ""
                let folded = String(decoding: TextFold.fold(text), as: UTF8.self)
                let scalars = folded.unicodeScalars
                let isLong = scalars.count > Self.maximumPhraseLength
                isExact = isExact && !isLong
                if scalars.count < Self.minimumIndexedLength {
                    shortTexts.append(ShortText(folded: folded, isTitle: isTitle, isExcluded: term.isExcluded))
                } else if !term.isExcluded {
                    phrases.append(column + Self.phrase(String(scalars.prefix(Self.maximumPhraseLength))))
                } else if !isLong {
                    excluded.append(Self.match(column + Self.phrase(folded)))
                }
            case .tag(let tag): append(Self.tag(tag), term.isExcluded)
            case .link(let title): append(Self.link(title), term.isExcluded)
            case .pinned:
                append(IDs(sql: "SELECT id FROM note WHERE is_pinned IS TRUE", arguments: []), term.isExcluded)
            case .openTask: append(IDs(sql: Self.openTasks, arguments: []), term.isExcluded)
            case .created(let range): append(Self.time("created_at", range), term.isExcluded)
            case .updated(let range): append(Self.time("updated_at", range), term.isExcluded)
            }
        }
        if !phrases.isEmpty { required.append(Self.match(phrases.joined(separator: " AND "))) }
    }

    private mutating func append(_ ids: IDs, _ isExcluded: Bool) {
        if isExcluded { excluded.append(ids) } else { required.append(ids) }
    }

    private static func match(_ expression: String) -> IDs {
        IDs(sql: "SELECT rowid FROM note_text WHERE note_text MATCH ?", arguments: [expression])
    }

    /// Quotation marks make any text a phrase without operators (https://www.sqlite.org/fts5.html#fts5_strings).
    private static func phrase(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }

    private static func tag(_ tag: String) -> IDs {
        IDs(sql: tagged, arguments: [String(decoding: TextFold.fold(tag), as: UTF8.self)])
    }

    private static func link(_ title: String) -> IDs {
        IDs(
            sql: "SELECT id FROM note_mention WHERE kind = \(MentionKind.link.rawValue) AND name = ?",
            arguments: [String(decoding: TextFold.fold(title), as: UTF8.self)])
    }

    /// Selects the notes with a tag, or a tag below it, each once. The parameter is the folded name of the tag.
    ///
    /// In the order of bytes, 0 follows /.
    static let tagged = """
        SELECT id FROM note_mention WHERE kind = \(MentionKind.tag.rawValue) AND name = ?1
        UNION SELECT id FROM note_mention
            WHERE kind = \(MentionKind.tag.rawValue) AND name > ?1 || '/' AND name < ?1 || '0'
        """

    private static let openTasks = "SELECT id FROM note_mention WHERE kind = \(MentionKind.openTask.rawValue)"

    /// The text of a time begins with its date, but programs write the rest in several forms. So the index finds the notes of
    /// some more days, and each time is compared.
    private static func time(_ column: String, _ range: TimeRange) -> IDs {
        let day: Int64 = 86_400_000_000
        func date(_ time: Timestamp?, _ days: Int64, _ other: String) -> String {
            guard let time, Timestamp.years.contains(time.microseconds + days * day) else { return other }
            return Timestamp(microseconds: time.microseconds + days * day).text(separator: " ", length: 10)
        }
        return IDs(
            sql: "SELECT id, \(column) FROM note WHERE \(column) >= ? AND \(column) < ?",
            arguments: [date(range.start, -1, ""), date(range.end, 2, ":")], range: range)
    }
}
