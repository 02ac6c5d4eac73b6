/// A database as a whole: creating and upgrading it, copying it, moving notes in and out, and examining it.
///
/// Every method blocks until it is done, works while a service uses the database, and throws `UserError` if it fails.
/// A method with a parameter `isCancelled` calls it often. Once it returns true, the method undoes what it has begun and
/// throws `CancellationError`.
public protocol NoteArchive: Sendable {
    /// The paths of the files that belong to the database. No command may replace them. Empty if a server keeps the notes.
    var files: [String] { get }

    /// Creates the database if it does not exist, brings its schema up to date, and rebuilds derived objects if some are missing.
    func migrate(isCancelled: () -> Bool) throws -> Migration

    /// Copies the database as it was at one moment, and checks the copy.
    ///
    /// - Parameters:
    ///   - path: an empty file. The copy is complete when this returns, but not yet durable.
    ///   - progress: called often, with the part that is copied, from 0 to 1. 1 means that the copy is being checked.
    func backUp(to path: String, isCancelled: @escaping () -> Bool, progress: @escaping (Double) -> Void) throws

    /// Calls `body` with every note, in the order of their ids, as all of them were at one moment.
    ///
    /// - Throws: `UserError` for a note that `Note` cannot hold exactly; or what `body` throws.
    func forEachNote(_ body: (Note) throws -> Void) throws

    /// Adds notes with the ids and times that they have: all of them, or none.
    ///
    /// A note that exists already and is identical is left alone.
    ///
    /// - Parameters:
    ///   - next: returns the next note and the number of its line, or nil at the end.
    ///   - willAdd: called once, after the last call of `next` and before the first note is added.
    ///   - isCancelled: called after `willAdd`. Before, `next` can throw an error.
    /// - Returns: the number of notes that were added, and the number of identical notes that existed already.
    /// - Throws: `UserError` that names the line of a note that differs from the existing one; or what `next` throws.
    func add(
        _ next: () throws -> (note: Note, line: Int)?, willAdd: () -> Void, isCancelled: @escaping () -> Bool
    ) throws -> (added: Int, unchanged: Int)

    /// Examines the database and where it is kept, and changes nothing.
    ///
    /// - Parameter report: called with each finding as soon as it is known.
    func examine(_ report: (Finding) -> Void)
}
