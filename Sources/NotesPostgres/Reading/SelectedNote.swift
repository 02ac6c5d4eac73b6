#if PostgreSQL
import Notes

/// Reads the columns of a note from a row. The row's statement must select `Note.Column.selection`.
struct SelectedNote: SearchedRow {
    let row: Row
    /// The index of the note's first column.
    var first: CInt = 0
    /// nil for the whole content.
    var cut: ContentCut?

    func integer(_ column: Note.Column) -> Int64 { row.int64(index(column)) }

    func text(_ column: Note.Column) -> String? {
        guard column == .content, cut != nil else { return row.text(index(column)) }
        return withContent { String(decoding: $0, as: UTF8.self) }
    }

    /// Calls `body` with the note.
    func lend(to body: (LentNote) throws -> Void) rethrows {
        try row.withBytes(index(.title)) { title in
            try withContent { content in
                try body(
                    LentNote(
                        id: integer(.id), title: LentText(title), content: LentText(content), isPinned: flag(.isPinned),
                        createdAt: time(.createdAt), updatedAt: time(.updatedAt)))
            }
        }
    }

    /// Calls `body` with the content, which may be cut.
    private func withContent<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try row.withBytes(index(.content)) { content in
            guard let cut else { return try body(content) }
            let (part, isBeginning) = withBytes(.title) { cut.part(of: content, title: $0) }
            if isBeginning { return try body(part) }
            var text = "…" + String(decoding: part, as: UTF8.self)
            return try text.withUTF8(body)
        }
    }

    func flag(_ column: Note.Column) -> Bool { row.flag(index(column)) }

    func time(_ column: Note.Column) -> Timestamp? { row.time(index(column)) }

    func withBytes<Result>(_ column: Note.Column, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        row.withBytes(index(column), body)
    }

    private func index(_ column: Note.Column) -> CInt { first + CInt(column.rawValue) }
}

extension Note {
    /// - Parameter row: a row of a statement that selects `Column.selection` first.
    init(_ row: Row) {
        self.init(row: SelectedNote(row: row))
    }

    /// Selects the note with an id.
    static let byID = "SELECT \(Column.selection) FROM note WHERE id = $1"
}

extension Note.Column {
    /// `note.id, note.title, …`: the columns that `SelectedNote` reads.
    static let selection = selection()

    /// - Parameter content: a term in place of the content.
    static func selection(content: String = "note.content") -> String {
        allCases.map { column in
            switch column {
            case .content: content
            case .isPinned: "note.\(column.name) IS TRUE"
            case .id, .title, .createdAt, .updatedAt: "note.\(column.name)"
            }
        }.joined(separator: ", ")
    }
}

extension NoteRevision {
    /// The columns of `note_past` that `init(_:)` reads.
    static let selection = selection(content: "content")
    static let selectionWithoutContent = selection(content: "''")

    private static func selection(content: String) -> String {
        "note_id, title, \(content), is_pinned IS TRUE, created_at, updated_at, ended_at, is_deletion, restored_at, user_name, ended_by"
    }

    /// - Parameters:
    ///   - row: a row of a statement that selects `selection`, from the column `first` on.
    ///   - contentLength: the length to which the content is cut, in Unicode scalars. nil for the whole content.
    init(_ row: Row, first: CInt = 0, contentLength: Int? = nil) {
        let next = first + CInt(Note.Column.allCases.count)
        self.init(
            note: Note(row: SelectedNote(row: row, first: first, cut: ContentCut(length: contentLength))),
            endedAt: row.time(next), isDeletion: row.flag(next + 1), restoredAt: row.time(next + 2),
            user: row.text(next + 3), deletedBy: row.text(next + 4))
    }
}
#endif
