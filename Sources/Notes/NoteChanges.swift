/// Changes to a note, after `NoteDraft.validatedChanges()` has checked them. nil leaves a field as it is.
public struct NoteChanges: Sendable {
    public let title: String?
    public let content: String?
    public let isPinned: Bool?

    /// Changes `note`, and sets its `updatedAt` to `now` if a field really changes.
    ///
    /// - Returns: the columns that changed. Empty if none did.
    public func apply(to note: inout Note, now: Timestamp) -> Set<Note.Column> {
        let previous = note
        if let title { note.title = title }
        if let content { note.content = content }
        if let isPinned { note.isPinned = isPinned }
        let changes = note.changes(from: previous)
        guard !changes.isEmpty else { return [] }
        note.updatedAt = now
        return changes.union([.updatedAt])
    }
}
