import Notes

/// A note's columns as parts of SQL statements, in the order of `Note.Column.allCases`.
extension Note.Column {
    /// `id, title, …`
    static let names = list(allCases)
    /// `note.id, note.title, …`, as `SelectedNote` reads them.
    static let selection = selection(from: "note")

    static func selection(from table: String) -> String {
        allCases.map { column in
            switch column.definition.kind {
            case .integer, .text, .time: "\(table).\(column.name)"
            // Another program may have kept NULL, or any number, for a flag.
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
