/// The fields of a new note, after `NoteDraft.validated()` has checked them.
public struct NoteFields: Sendable {
    public let title: String
    public let content: String
    public let isPinned: Bool

    /// Returns the new note, created and updated at the same time.
    public func note(id: Int64, createdAt: Timestamp) -> Note {
        Note(
            id: id, title: title, content: content, isPinned: isPinned, createdAt: createdAt, updatedAt: createdAt)
    }
}
