/// Keeps notes.
///
/// Every method blocks until it is done, and may be called from any thread. Besides the errors in its own description,
/// every method may throw `NotesError.corrupt`. A method that writes may also throw `busy`, `full`, `readOnly` and
/// `moved`. All other errors are internal errors of the store.
public protocol NoteStore: Sendable {
    /// A number that changes with every commit of any program. While the number stays the same, the stored notes stay
    /// the same. The number may also change without a commit.
    var version: Int64 { get throws }

    /// Checks in much less than a second whether notes can be read and written. Changes nothing, not even `version`.
    ///
    /// - Throws: the error that reading or writing a note would throw now.
    func check() throws

    var statistics: StoreStatistics { get }

    /// Returns the note with an id.
    ///
    /// - Throws: `NotesError.notFound`.
    func note(_ id: Int64) throws -> Note

    /// Returns one page of all notes, or of the notes that contain the query's text. A page past the end has no notes.
    ///
    /// - Throws: `NotesError.tooLarge`.
    func page(_ query: NoteQuery) throws -> NotePage

    /// Adds a note, created and updated now. The note is durable when this returns.
    func create(_ fields: NoteFields) throws -> Note

    /// Changes a note. Sets `updatedAt` if a field gets a different value. The change is durable when this returns.
    ///
    /// - Returns: the note with the changes.
    /// - Throws: `NotesError.notFound`.
    func update(_ id: Int64, _ changes: NoteChanges) throws -> Note

    /// Deletes a note for good. The deletion is durable when this returns.
    ///
    /// - Throws: `NotesError.notFound`.
    func delete(_ id: Int64) throws

    /// Closes the store. No other method works after this call. If a program ends without this call, no data is lost,
    /// but the next start may take longer.
    func close()
}
