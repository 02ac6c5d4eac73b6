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
}
