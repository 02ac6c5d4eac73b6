/// A row of `note_past` that is to be deleted for good.
struct PurgedRow {
    let id: Int64
    /// The row of the note in the trash, for this row and the rows of the note's versions. nil for an old version of any
    /// note.
    let deletion: Int64?
}
