/// Operations on a whole database: create, upgrade, copy and examine it, and export and import notes.
///
/// Every method blocks until it is done, works while a service uses the database, and throws `UserError` if it fails. A
/// method with a parameter `isCancelled` calls this closure often. Once the closure returns true, the method throws
/// `CancellationError` and leaves all notes as they were. Only an import that is complete ignores the closure.
///
/// An import adds all notes or none. It is complete as soon as all notes are stored safely. Then it adds them to the others in
/// steps, so that other programs can write meanwhile. If it fails before it is complete, no note is added. If it fails or its
/// process ends later, the service adds the remaining notes. If another program takes the id of an incoming note meanwhile,
/// the import fails, or the incoming note gets a new id.
public protocol NoteArchive: Sendable {
    /// The files that belong to the database. Commands must not overwrite them. Empty if a server keeps the notes.
    var files: [String] { get }

    /// Creates the database if it does not exist, upgrades its schema, and rebuilds missing indexes and triggers.
    func migrate(isCancelled: () -> Bool) throws -> Migration

    /// Copies the database as it was at one moment, and checks the copy.
    ///
    /// - Parameters:
    ///   - path: the path of an empty file. The method completes the copy without fsync: the caller makes it durable.
    ///   - progress: called often, with the fraction copied so far, from 0 to 1. At 1, the copy is being checked.
    func backUp(to path: String, isCancelled: @escaping () -> Bool, progress: @escaping (Double) -> Void) throws

    /// Calls `body` with every note of one snapshot of the database, in the order of ids.
    ///
    /// - Parameter hasPast: whether to add the users of the notes, and then all past versions, also of deleted notes: note by
    ///   note, each in the order in which they were replaced. The last past version of a deleted note is its deletion.
    /// - Throws: `UserError` if another program stored a value that `Note` cannot hold; or what `body` throws.
    func forEachNote(hasPast: Bool, _ body: (NoteRevision) throws -> Void) throws

    /// Adds notes with their own ids and times, and past versions of notes.
    ///
    /// Skips a note or a past version if an identical one exists already. If an identical note is in the trash, the note
    /// leaves the trash. The past versions of one note must come in their order.
    ///
    /// - Parameters:
    ///   - next: returns the next note or past version and the number of its line, or nil at the end.
    ///   - willAdd: called once, after the last call of `next` and before the first note is added.
    ///   - isCancelled: called before the first `next` and after `willAdd`. In between, `next` can throw an error.
    /// - Throws: `UserError` with the line of a note that differs from another with its id, or of a past version whose note
    ///   has another history already; or what `next` throws.
    func add(
        _ next: () throws -> (revision: NoteRevision, line: Int)?, willAdd: () -> Void,
        isCancelled: @escaping () -> Bool
    ) throws -> (notes: ImportCount, past: ImportCount)

    /// Adds notes with new ids, in the order of their times of creation.
    ///
    /// Leaves out a note if the database has a note with the same title and content, byte by byte. If `next` returns more
    /// notes with this title and content than the database has, adds as many as are missing.
    ///
    /// - Parameters:
    ///   - next: returns the next note, or nil at the end. The note's id is only its name in the result, and unique.
    ///   - isDryRun: whether to change nothing, and only find out which notes would be added.
    ///   - willAdd: called once, after the last call of `next` and before the first note is added.
    ///   - isCancelled: called before the first `next` and after `willAdd`. In between, `next` can throw an error.
    /// - Returns: the ids, as `next` returned them, of the notes that were added.
    /// - Throws: `UserError`; or what `next` throws.
    func addNew(
        _ next: () throws -> Note?, isDryRun: Bool, willAdd: () -> Void, isCancelled: @escaping () -> Bool
    ) throws -> [Int64]

    /// Examines the database, its folder and its disk, and changes nothing.
    ///
    /// - Parameter report: called with each finding as soon as it is known.
    func examine(_ report: (Finding) -> Void)
}
