/// A row of the table `note`, as a store reads it. Each method returns the value of one column.
public protocol NoteRow {
    func integer(_ column: Note.Column) -> Int64
    /// - Returns: nil for NULL.
    func text(_ column: Note.Column) -> String?
    func flag(_ column: Note.Column) -> Bool
    /// - Returns: nil for NULL, and for a value that is not a time.
    func time(_ column: Note.Column) -> Timestamp?
}
