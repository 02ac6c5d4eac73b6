#if PostgreSQL
import Notes

/// Some of the notes that follow a position: those that one range of the order's index lists. There is one range for the
/// notes with the value of the position, one for those with other values, and one for those without a value.
struct NoteRange {
    /// A condition of WHERE. Its parameters begin at `$1`.
    let condition: String
    let arguments: [Argument]

    static let all = NoteRange(condition: "TRUE", arguments: [])

    /// Returns the ranges of the notes after the start of a query, in the order of the query; nil if the query has no start.
    ///
    /// - Throws: `NotesError.positionLost`, `PostgresError`.
    static func ranges(of query: NoteQuery, _ connection: Connection, _ deadline: Deadline) throws -> [NoteRange]? {
        guard let position = query.start, let column = query.order.column else { return nil }
        let isDescending = query.order.isDescending(isReversed: query.isReversed)
        let follows = isDescending ? "<" : ">"
        let name = "note.\(column.name)"
        /// The value of the position, the parameter of its id, and the arguments.
        let start: (sql: String, id: String, arguments: [Argument])
        switch position.value {
        case .null:
            let others = NoteRange(condition: "\(name) IS NOT NULL", arguments: [])
            return [
                NoteRange(condition: "\(name) IS NULL AND note.id \(follows) $1", arguments: [.integer(position.id)])
            ]
                + (isDescending ? [] : [others])
        case .text(let text):
            guard let value = value(text, of: column) else { throw NotesError.positionLost }
            start = ("$1", "$2", [value, .integer(position.id)])
        case .unknown(let version):
            let note = try connection.run(Call(Note.byID, [.integer(position.id)]), until: deadline).first.map {
                Note($0)
            }
            guard let note, note.version == version else { throw NotesError.positionLost }
            start = ("(SELECT \(column.name) FROM note AS start WHERE id = $1)", "$1", [.integer(position.id)])
        }
        let (isSame, isOther) = conditions(name, column, follows, start.sql)
        let nulls = NoteRange(condition: "\(name) IS NULL", arguments: [])
        return [
            NoteRange(condition: "\(isSame) AND note.id \(follows) \(start.id)", arguments: start.arguments),
            NoteRange(condition: isOther, arguments: Array(start.arguments.prefix(1))),
        ] + (isDescending ? [nulls] : [])
    }

    /// The value in a position that a client sent; nil if the column cannot have it.
    private static func value(_ text: String, of column: Note.Column) -> Argument? {
        guard column == .title else { return Timestamp(text).map { .time($0) } }
        return text.utf8.contains(0) ? nil : .text(text)
    }

    /// The conditions that a note has the value of a position, and that it has another one that follows.
    private static func conditions(_ name: String, _ column: Note.Column, _ follows: String, _ start: String)
        -> (isSame: String, isOther: String)
    {
        guard column == .title else { return ("\(name) = \(start)", "\(name) \(follows) \(start)") }
        let (beginning, folded) = (NoteQuery.Order.beginning, NoteQuery.Order.folded)
        return (
            "\(beginning(name)) = \(beginning(start)) AND \(folded(name)) = \(folded(start))",
            "\(beginning(name)) \(follows)= \(beginning(start)) AND \(folded(name)) \(follows) \(folded(start))"
        )
    }
}

extension NotePosition {
    /// Returns the position after a note; nil if the order has no positions.
    static func after(_ note: Note, in order: NoteQuery.Order, _ connection: Connection, _ deadline: Deadline) throws
        -> NotePosition?
    {
        guard let column = order.column else { return nil }
        switch note[column] {
        case .text(let title?) where title.utf8.count <= maximumTextBytes:
            return NotePosition(.text(title), id: note.id)
        case .time(let time?): return NotePosition(.text(time.text(separator: " ")), id: note.id)
        default:
            // The value is NULL, a long title, or a time such as infinity.
            let isNull = try connection.run(
                Call("SELECT \(column.name) IS NULL FROM note WHERE id = $1", [.integer(note.id)]), until: deadline
            ).first?.flag(0)
            return NotePosition(isNull == true ? .null : .unknown(note.version), id: note.id)
        }
    }
}
#endif
