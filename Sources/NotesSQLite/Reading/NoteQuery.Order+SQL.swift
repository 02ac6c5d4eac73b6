import Notes

extension NoteQuery.Order {
    /// The terms of ORDER BY, in the order of a page or in the opposite order. Each order has an index (`Schema.indexes`).
    func terms(isReversed: Bool) -> String {
        switch (self, isReversed) {
        case (.newestFirst, false): "note.created_at DESC, note.id DESC"
        case (.newestFirst, true): "note.created_at, note.id"
        case (.pinnedFirst, false): "note.is_pinned IS TRUE DESC, note.created_at DESC, note.id DESC"
        case (.pinnedFirst, true): "note.is_pinned IS TRUE, note.created_at, note.id"
        }
    }

    /// Selects some notes. The parameters of the statement are their number and the number of notes before them.
    func select(isReversed: Bool) -> String {
        let statements = self == .newestFirst ? Self.newestFirstStatements : Self.pinnedFirstStatements
        return isReversed ? statements.reversed : statements.inOrder
    }

    // Composed once. To compose the statement for each page would make reading the page 4 % slower.
    private static let newestFirstStatements = newestFirst.statements
    private static let pinnedFirstStatements = pinnedFirst.statements

    private var statements: (inOrder: String, reversed: String) {
        let select = "SELECT \(Note.Column.selection) FROM note ORDER BY "
        let limit = " LIMIT ? OFFSET ?"
        return (select + terms(isReversed: false) + limit, select + terms(isReversed: true) + limit)
    }
}
