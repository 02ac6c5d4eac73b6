/// A row of the table `note`, as a store reads it. Each method returns the value of one column.
public protocol NoteRow {
    func integer(_ column: Note.Column) -> Int64
    func text(_ column: Note.Column) -> String
    func flag(_ column: Note.Column) -> Bool
    func time(_ column: Note.Column) -> Timestamp?
}
