import Notes

/// A note's columns as parts of SQL statements, in the order of `Note.Column.allCases`.
extension Note.Column {
    /// `id, title, …`
    static let names = list(allCases)
    /// `note.id, note.title, …`: the columns that `SelectedNote` reads.
    static let selection = selection(from: "note")

    static func selection(from table: String) -> String {
        allCases.map { column in
            switch column.definition.kind {
            case .integer, .text, .time: "\(table).\(column.name)"
            // IS TRUE gives 0 or 1, even if another program has stored NULL or another number.
            case .flag: "\(table).\(column.name) IS TRUE"
            }
        }.joined(separator: ", ")
    }

    static func list(_ columns: some Sequence<Note.Column>) -> String {
        columns.map(\.name).joined(separator: ", ")
    }

    /// `?, ?, …`
    static func placeholders(_ count: Int) -> String {
        Array(repeating: "?", count: count).joined(separator: ", ")
    }
}
