import GRDB
import Notes

extension Statement {
    /// Runs the statement, and returns the notes that it selects for a page.
    ///
    /// - Parameters:
    ///   - arguments: the arguments of a statement that selects `Note.Column.selection`.
    ///   - bytes: the bytes of text on the page so far. This method adds the bytes of the new notes.
    /// - Returns: the notes; fewer than the statement selects if the query cuts the page to fit.
    /// - Throws: `NotesError.tooLarge`, before it reads a note that would exceed the query's `maximumBytes`.
    func notes(_ arguments: StatementArguments, _ query: NoteQuery, _ bytes: inout Int) throws -> [Note] {
        var notes: [Note] = []
        try forEachRow(arguments) { row in
            let selected = SelectedNote(row: row, contentLength: query.contentLength)
            let others = bytes
            bytes += selected.textBytes
            guard others == 0 || bytes <= query.maximumBytes else {
                if query.isCutToFit { return false }
                throw NotesError.tooLarge
            }
            notes.append(Note(row: selected))
            return true
        }
        return notes
    }
}
