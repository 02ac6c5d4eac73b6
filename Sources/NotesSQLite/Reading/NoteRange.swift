import GRDB
import Notes

/// Some of the notes that follow a position: those that one range of the order's index lists.
///
/// SQLite would use a condition such as `(created_at, id) < (?, ?)` only to find the first value in the index. Then it would
/// read all notes with that value. NULL is no value for such a condition. So there is one range for the notes with the
/// value of the position, one for those with other values, and one for those without.
struct NoteRange {
    /// A condition of WHERE.
    let condition: String
    let arguments: StatementArguments

    static let all = NoteRange(condition: "TRUE", arguments: [])

    /// A statement that selects the ids in this range.
    ///
    /// - Parameter terms: the terms of ORDER BY.
    func selectIDs(_ terms: String) -> String { "SELECT note.id FROM note WHERE \(condition) ORDER BY \(terms)" }

    /// Returns the ranges of the notes after the start of a query, in the order of the query; nil if the query has no start.
    ///
    /// - Throws: `NotesError.positionLost`.
    static func ranges(of query: NoteQuery, _ db: Database) throws -> [NoteRange]? {
        guard let position = query.start, let column = query.order.column else { return nil }
        let isDescending = query.order.isDescending(isReversed: query.isReversed)
        let follows = isDescending ? "<" : ">"
        let value = column == .title ? "note.title COLLATE NOCASE" : "note.\(column.name)"
        let start: (sql: String, arguments: StatementArguments)
        switch position.value {
        case .null:
            // In SQLite, NULL comes before all values.
            let others = NoteRange(condition: "note.\(column.name) IS NOT NULL", arguments: [])
            return [
                NoteRange(
                    condition: "note.\(column.name) IS NULL AND note.id \(follows) ?", arguments: [position.id])
            ] + (isDescending ? [] : [others])
        case .text(let text): start = ("?", [text])
        case .unknown(let version):
            guard try Note.find(position.id, db)?.version == version else { throw NotesError.positionLost }
            start = ("(SELECT \(column.name) FROM note AS start WHERE id = ?)", [position.id])
        }
        let nulls = NoteRange(condition: "note.\(column.name) IS NULL", arguments: [])
        return [
            NoteRange(
                condition: "\(value) = \(start.sql) AND note.id \(follows) ?",
                arguments: start.arguments + [position.id]),
            NoteRange(condition: "\(value) \(follows) \(start.sql)", arguments: start.arguments),
        ] + (isDescending ? [nulls] : [])
    }
}

extension NotePosition {
    /// Returns the position after a note; nil if the order has no positions.
    static func after(_ id: Int64, _ version: NoteVersion, in order: NoteQuery.Order, _ db: Database) throws
        -> NotePosition?
    {
        guard let column = order.column else { return nil }
        let value = try db.cachedStatement(sql: "SELECT \(column.name) FROM note WHERE id = ?").firstRow([id]) {
            $0.isNull(0) ? Value.null : Self.text($0) ?? .unknown(version)
        }
        return value.map { NotePosition($0, id: id) }
    }

    /// - Returns: nil if the value is no text that a statement and a client can hold unchanged.
    private static func text(_ row: StatementRow) -> Value? {
        guard row.isText(0) else { return nil }
        let bytes = row.bytes(0)
        guard bytes.count <= maximumTextBytes, !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self).map { .text($0) }
    }
}
