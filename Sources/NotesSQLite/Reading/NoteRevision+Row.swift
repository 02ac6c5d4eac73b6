import Notes

extension NoteRevision {
    /// The columns of `note_past` that `init(_:)` reads.
    static let selection = selection(content: "content")
    static let selectionWithoutContent = selection(content: "''")

    private static func selection(content: String) -> String {
        let columns = Note.Column.allCases.map { column in
            switch column {
            case .id: "note_id"
            case .content: content
            case .isPinned: "\(column.name) IS TRUE"
            case .title, .createdAt, .updatedAt: column.name
            }
        }
        return (columns + ["ended_at", "is_deletion", "restored_at", "user", "ended_by"]).joined(separator: ", ")
    }

    /// - Parameters:
    ///   - row: a row of a statement that selects `selection` first.
    ///   - contentLength: the length to which the content is cut, in Unicode scalars. nil for the whole content.
    init(_ row: StatementRow, contentLength: Int? = nil) {
        let first = CInt(Note.Column.allCases.count)
        self.init(
            note: Note(row: SelectedNote(row: row, cut: ContentCut(length: contentLength))),
            endedAt: Timestamp(utf8: row.bytes(first)), isDeletion: row.int64(first + 1) != 0,
            restoredAt: Timestamp(utf8: row.bytes(first + 2)), user: row.text(first + 3),
            deletedBy: row.text(first + 4))
    }
}
