import GRDB
import Notes

extension Statement {
    /// Returns the notes of a page, or some of them.
    ///
    /// - Parameters:
    ///   - arguments: the arguments of a statement that selects `Note.Column.selection`.
    ///   - bytes: the bytes of text in the page's notes so far. This method adds those of the new notes.
    /// - Returns: the notes; fewer if the query cuts the page to fit.
    /// - Throws: `NotesError.tooLarge`, before the note that is too much is read.
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
