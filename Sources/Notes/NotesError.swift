/// An error that callers of this module must handle. All other errors are internal errors.
public enum NotesError: Error, Equatable {
    /// No note has the requested id.
    case notFound
    /// Fields break the rules: at least one violation, in the order of `Note.Column`.
    case invalid([Violation])
    /// Nothing was written: another program has been writing for a long time. Trying again later may work.
    case busy
    /// Nothing was written: the disk is full.
    case full
    /// Nothing was written: the database, or its disk, is read-only.
    case readOnly
    /// Nothing was written: since the database was opened, its files were moved, deleted or replaced.
    case moved
    /// The notes of a page have more text than `NoteQuery.maximumBytes`.
    case tooLarge
    /// The database is damaged. `description` is the database's own message, for the administrator.
    case corrupt(description: String)
}
