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
    /// The columns in which this version differs from the version before it. Only known in `NoteStore.history`; nil there
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

    /// Whether all members are equal, texts of the note byte by byte, except perhaps `restoredAt`.
    public func isSameChange(as other: NoteRevision) -> Bool {
        note.isIdentical(to: other.note) && endedAt == other.endedAt && isDeletion == other.isDeletion
            && user == other.user && deletedBy == other.deletedBy
    }

    /// Names one version of a note.
    public enum Selector: Sendable {
        /// The current version, or the last version of a deleted note.
        case newest
        case version(NoteVersion)
        /// The version, if the newest version of the note came from it. Another program may have given the id to a new
        /// note since then.
        case base(NoteVersion)
        /// The version that replaced this one.
        case following(NoteVersion)
    }
}

/// A page of a note's history, or of the trash.
public struct RevisionPage: Sendable {
    public let revisions: [NoteRevision]
    /// The number of revisions on all pages together.
    public let total: Int
    /// Names the newest deletion, for `NoteStore.emptyTrash`. 0 for the history, and for an empty trash.
    public let mark: Int64

    public init(revisions: [NoteRevision], total: Int, mark: Int64 = 0) {
        self.revisions = revisions
        self.total = total
        self.mark = mark
    }
}
