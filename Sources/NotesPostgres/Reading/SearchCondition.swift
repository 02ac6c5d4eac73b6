#if PostgreSQL
import Notes

/// The condition of a search in SQL, for notes that are indexed. The statement joins `note` with `note_text`.
struct SearchCondition {
    private(set) var sql = ""
    private(set) var arguments: [Argument] = []

    init(_ search: SearchQuery) {
        sql = search.alternatives.map { terms in
            "(" + terms.map { append($0) }.joined(separator: " AND ") + ")"
        }.joined(separator: " OR ")
    }

    private mutating func append(_ term: SearchQuery.Term) -> String {
        let condition = append(term.condition)
        return term.isExcluded ? "NOT coalesce(\(condition), FALSE)" : condition
    }

    private mutating func append(_ condition: SearchQuery.Condition) -> String {
        switch condition {
        case .text(let text):
            guard let pattern = parameter(pattern: text) else { return "FALSE" }
            return "(note_text.title LIKE \(pattern) OR note_text.content LIKE \(pattern))"
        case .title(let text):
            guard let pattern = parameter(pattern: text) else { return "FALSE" }
            return "note_text.title LIKE \(pattern)"
        case .tag(let tag):
            guard let name = parameter(folded: tag) else { return "FALSE" }
            return "note.id IN (\(MentionSQL.ids(withTag: name)))"
        case .link(let title):
            guard let name = parameter(folded: title) else { return "FALSE" }
            return "note.id IN (SELECT id FROM note_mention WHERE \(MentionSQL.isNamed(name, .link)))"
        case .pinned: return "note.is_pinned IS TRUE"
        case .openTask: return "note.id IN (SELECT id FROM note_mention WHERE kind = \(MentionKind.openTask.rawValue))"
        case .created(let range): return append("note.created_at", range)
        case .updated(let range): return append("note.updated_at", range)
        }
    }

    private mutating func append(_ column: String, _ range: TimeRange) -> String {
        let start = range.start ?? Timestamp(microseconds: .min)
        let from = "\(column) >= \(parameter(.time(start)))"
        // `Timestamp` has no time from the year 10000 on, and infinity is none.
        guard let end = range.end else { return "(\(from) AND \(column) < timestamp '10000-01-01')" }
        return "(\(from) AND \(column) < \(parameter(.time(end))))"
    }

    /// Adds a parameter that LIKE compares with folded texts; nil if no text can match.
    private mutating func parameter(pattern text: String) -> String? {
        guard let folded = Self.folded(text) else { return nil }
        let escaped = folded.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        return parameter(.text("%\(escaped)%"))
    }

    private mutating func parameter(folded text: String) -> String? { Self.folded(text).map { parameter(.text($0)) } }

    /// PostgreSQL has no NUL, so no note contains it.
    private static func folded(_ text: String) -> String? {
        let folded = String(decoding: TextFold.fold(text), as: UTF8.self)
        return folded.utf8.contains(0) ? nil : folded
    }

    private mutating func parameter(_ argument: Argument) -> String {
        arguments.append(argument)
        return "$\(arguments.count)"
    }
}
#endif
