import GRDB
import Notes

extension Statement {
    /// Runs the statement, and lends the notes that it selects for a page. See `forEachRow(_:within:_:_:)`.
    func lend(
        _ arguments: StatementArguments, within query: NoteQuery, _ bytes: inout Int,
        to body: (LentNote) throws -> Void
    ) throws {
        let cut = ContentCut(query)
        try forEachRow(arguments, within: query, &bytes) {
            try SelectedNote(row: $0, cut: cut).lend(to: body)
        }
    }

    /// Runs the statement, and calls `body` with the rows that a page has room for: not with all if the query cuts the page to
    /// fit.
    ///
    /// - Parameters:
    ///   - arguments: the arguments of a statement that selects `Note.Column.selection`.
    ///   - bytes: the bytes of text on the page so far. This method adds the bytes of the new notes.
    /// - Throws: `NotesError.tooLarge`, before it reads a note that would exceed the query's `maximumBytes`.
    func forEachRow(
        _ arguments: StatementArguments, within query: NoteQuery, _ bytes: inout Int,
        _ body: (StatementRow) throws -> Void
    ) throws {
        try forEachRow(arguments) { row in
            let others = bytes
            bytes += SelectedNote(row: row, cut: ContentCut(length: query.contentLength)).textBytes
            guard others == 0 || bytes <= query.maximumBytes else {
                if query.isCutToFit { return false }
                throw NotesError.tooLarge
            }
            try body(row)
            return true
        }
    }
}
