/// The newest version of a note, and whether the note is deleted.
public struct NoteState: Sendable, Equatable {
    /// The current version, or the last version of a deleted note.
    public var version: NoteVersion
    public var isDeleted: Bool

    public init(version: NoteVersion, isDeleted: Bool) {
        self.version = version
        self.isDeleted = isDeleted
    }
}

extension NoteState: CustomStringConvertible {
    /// The version, with a mark if the note is deleted: `deleted:2026-01-31T09:05:00.000123Z`. Each state has its own text.
    public var description: String { isDeleted ? "deleted:\(version)" : version.description }
}
