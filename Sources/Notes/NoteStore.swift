/// Keeps notes.
///
/// Every method blocks until it is done, and may be called from any thread. Besides the errors that a method names, every
/// method may throw `NotesError.corrupt`, and a method that writes may throw `busy`, `full`, `readOnly` and `moved`. Any other
/// error is an internal error of the store.
public protocol NoteStore: Sendable {
    /// A number that changes with every commit of any program. While it stays the same, everything that is read stays the same.
    /// It may also change without a commit.
    var version: Int64 { get throws }

    /// Checks whether notes can be read and written. Takes much less than a second, and changes nothing, not even `version`.
    ///
    /// - Throws: the error that reading or writing a note would throw now.
    func check() throws

    var statistics: StoreStatistics { get }

    /// Returns the note with an id.
    ///
    /// - Throws: `NotesError.notFound`.
    func note(_ id: Int64) throws -> Note

    /// Returns one page of all notes, or of those that contain a text. A page past the end has no notes.
    ///
    /// - Throws: `NotesError.tooLarge`.
    func page(_ query: NoteQuery) throws -> NotePage

    /// Adds a note, created and updated now. The note is durable when this returns.
    func create(_ fields: NoteFields) throws -> Note

    /// Changes a note. Its `updatedAt` becomes now if a field really changes. The change is durable when this returns.
    ///
    /// - Returns: the note with the changes.
    /// - Throws: `NotesError.notFound`.
    func update(_ id: Int64, _ changes: NoteChanges) throws -> Note

    /// Deletes a note for good. The deletion is durable when this returns.
    ///
    /// - Throws: `NotesError.notFound`.
    func delete(_ id: Int64) throws

    /// Closes the store. Without this call, the next start may take longer, but nothing is lost. No other method works
    /// afterwards.
    func close()
}
