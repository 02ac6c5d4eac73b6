/// A note as it was between two changes, or as it is now.
public struct NoteRevision: Sendable, Equatable {
    /// The fields of this version. `note.version` names it.
    public var note: Note
    /// The time at which the next change replaced this version, or deleted the note; nil for the current version.
    public var endedAt: Timestamp?
    /// Whether this version ended because the note was deleted.
    public var isDeletion: Bool
    /// The time at which the note was restored after that deletion; nil if it was not.
    public var restoredAt: Timestamp?
    /// The user who made this version. nil if the web server named no user, or another program made the version.
    public var user: String?
    /// The user who deleted the note. nil as for `user`, and if `isDeletion` is false.
    public var deletedBy: String?
    /// The columns in which this version differs from the version before it. Only known in `NoteHistory`; nil there
    /// for the oldest version.
    public var changes: Set<Note.Column>?

    public init(
        note: Note, endedAt: Timestamp? = nil, isDeletion: Bool = false, restoredAt: Timestamp? = nil,
        user: String? = nil, deletedBy: String? = nil
    ) {
        self.note = note
        self.endedAt = endedAt
        self.isDeletion = isDeletion
        self.restoredAt = restoredAt
        self.user = user
        self.deletedBy = deletedBy
    }

    /// Whether this is the last version of a deleted note.
    public var isInTrash: Bool { isDeletion && restoredAt == nil }

    /// The state of a note whose newest version this is.
    public var state: NoteState { NoteState(version: note.version, isDeleted: isDeletion) }

    /// Whether all members are equal, texts of the note byte by byte, except perhaps `restoredAt`.
    public func isSameChange(as other: NoteRevision) -> Bool {
        note.isIdentical(to: other.note) && endedAt == other.endedAt && isDeletion == other.isDeletion
            && user == other.user && deletedBy == other.deletedBy
    }
}

/// A version of a note with the versions to compare it with, all from the same state of the store.
public struct ComparedRevision: Sendable {
    public let revision: NoteRevision
    /// The version that replaced this one. nil for the current version, and for the last version of a deleted note.
    public let next: NoteRevision?
    /// The current version, or the last version of a deleted note. nil if the note was deleted, and another program gave
    /// its id to a new note.
    public let newest: NoteRevision?

    public init(revision: NoteRevision, next: NoteRevision?, newest: NoteRevision?) {
        self.revision = revision
        self.next = next
        self.newest = newest
    }
}

/// A page of a note's history.
public struct NoteHistory: Sendable {
    /// The current version of the note, or the last version of a deleted note. Without its content.
    public let newest: NoteRevision
    /// The versions on the page, the newest first. Without their contents.
    public let revisions: [NoteRevision]
    /// The number of versions on all pages together.
    public let total: Int

    public init(newest: NoteRevision, revisions: [NoteRevision], total: Int) {
        self.newest = newest
        self.revisions = revisions
        self.total = total
    }
}

/// A page of the trash.
public struct RevisionPage: Sendable {
    public let revisions: [NoteRevision]
    /// The number of revisions on all pages together.
    public let total: Int
    /// Names the newest deletion, for `NoteStore.emptyTrash`. 0 for an empty trash.
    public let mark: Int64

    public init(revisions: [NoteRevision], total: Int, mark: Int64 = 0) {
        self.revisions = revisions
        self.total = total
        self.mark = mark
    }
}
