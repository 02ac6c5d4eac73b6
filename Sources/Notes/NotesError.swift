/// An error that callers of this module must handle. All other errors are internal errors.
public enum NotesError: Error, Equatable {
    /// No note has the requested id.
    case notFound
    /// Nothing was written: the note is no longer in a version that the write may replace, or in a state from which it
    /// may be restored. `current` is the note, or the last version of a deleted note.
    case changed(current: Note)
    /// Nothing was created: an earlier request with another content had the same key, and created the note `id`.
    case keyReused(id: Int64, version: NoteVersion)
    /// Nothing was created: the note that an earlier request created was deleted for good.
    case gone
    /// Fields break the rules: at least one violation, in the order of `Note.Column`.
    case invalid([Violation])
    /// Nothing was written: another program has been writing for a long time. Trying again later may work.
    case busy
    /// Nothing was read or written: the database is on a server that does not answer. Trying again later may work.
    case unreachable
    /// Nobody knows whether the write was stored: the connection to the database was lost, and did not come back in time.
    case unknownOutcome
    /// Nothing was written: the disk is full.
    case full
    /// Nothing was written: the database, or its disk, is read-only.
    case readOnly
    /// Nothing was written: since the database was opened, its files were moved, deleted or replaced.
    case moved
    /// The notes of a page have more text than `NoteQuery.maximumBytes`.
    case tooLarge
    /// The position `NoteQuery.start` is no longer known, because its note was changed or deleted.
    case positionLost
    /// Nothing was read: too many long searches run at the same time. Trying again later may work.
    case overloaded
    /// The database is damaged. `description` is the database's own message, for the administrator.
    case corrupt(description: String)
}
