import GRDB
import Notes

extension Statement {
    /// Runs the statement, and returns the notes that it selects for a page. See `rows(_:within:_:_:)`.
    func notes(_ arguments: StatementArguments, within query: NoteQuery, _ bytes: inout Int) throws -> [Note] {
        let passage = query.contentLength == nil ? nil : SearchPassage(query.search)
        return try rows(arguments, within: query, &bytes) {
            Note(row: SelectedNote(row: $0, contentLength: query.contentLength, passage: passage))
        }
    }

    /// Runs the statement, and returns the results of `body` for the rows that a page has room for.
    ///
    /// - Parameters:
    ///   - arguments: the arguments of a statement that selects `Note.Column.selection`.
    ///   - bytes: the bytes of text on the page so far. This method adds the bytes of the new notes.
    /// - Returns: the results; fewer than the statement selects rows if the query cuts the page to fit.
    /// - Throws: `NotesError.tooLarge`, before it reads a note that would exceed the query's `maximumBytes`.
    func rows<Value>(
        _ arguments: StatementArguments, within query: NoteQuery, _ bytes: inout Int,
        _ body: (StatementRow) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        try forEachRow(arguments) { row in
            let others = bytes
            bytes += SelectedNote(row: row, contentLength: query.contentLength).textBytes
            guard others == 0 || bytes <= query.maximumBytes else {
                if query.isCutToFit { return false }
                throw NotesError.tooLarge
            }
            values.append(try body(row))
            return true
        }
        return values
    }
}
