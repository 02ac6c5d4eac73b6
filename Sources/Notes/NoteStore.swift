/// Keeps notes. Every method blocks until it is done, and may be called from any thread. Besides the errors it names, each
/// may throw `NotesError.corrupt`, each that writes `busy`, `full`, `readOnly` and `moved`, and all of them others of their database.
public protocol NoteStore: Sendable {
    /// A number that changes with every commit, of whatever program: while it stays the same, so does all that is read.
    /// It may change without need.
    var version: Int64 { get throws }

    /// Finds out whether notes can be read and written, in much less than a second, and changes nothing, not even `version`.
    ///
    /// - Throws: what stands in the way.
    func check() throws

    /// How the store is doing.
    var statistics: StoreStatistics { get }

    /// - Throws: `NotesError.notFound`.
    func note(_ id: Int64) throws -> Note

    /// One page of all notes, or of those that contain a text. A page past the end has no notes.
    ///
    /// - Throws: `NotesError.tooLarge`.
    func page(_ query: NoteQuery) throws -> NotePage

    /// Keeps a new note, created and updated now. It is durable when this returns.
    func create(_ fields: NoteFields) throws -> Note

    /// Changes a note, which is updated now if a field really changes. It is durable when this returns.
    ///
    /// - Throws: `NotesError.notFound`.
    func update(_ id: Int64, _ changes: NoteChanges) throws -> Note

    /// Removes a note for good. It is durable when this returns.
    ///
    /// - Throws: `NotesError.notFound`.
    func delete(_ id: Int64) throws

    /// Closes the store in an orderly way. Nothing is lost without it. Nothing can be read or written after it.
    func close()
}

/// Which notes to look up, in which order, and which page of them.
public struct NoteQuery: Sendable {
    public enum Order: Sendable {
        /// Newest created first; a higher id breaks ties.
        case newestFirst
        /// Pinned before the others, each newest first.
        case pinnedFirst
    }

    /// Only notes whose title or content contains this text, whatever the case; nil for all.
    public var text: String?
    public var order: Order
    /// From 1.
    public var number: Int
    /// Notes on a page, from 1.
    public var size: Int
    /// So much of each content is wanted, in Unicode scalars; nil: all.
    public var contentLength: Int?
    /// The most text that the page may have, titles and contents, in bytes; a single note may have any.
    public var maximumBytes = Int.max

    public init(
        text: String? = nil, order: Order = .newestFirst, number: Int = 1, size: Int = 10, contentLength: Int? = nil
    ) {
        self.text = text
        self.order = order
        self.number = number
        self.size = size
        self.contentLength = contentLength
    }

    /// How many notes stand before the page; nil if no database could hold so many.
    public var offset: Int? {
        let (offset, overflow) = (number - 1).multipliedReportingOverflow(by: size)
        return overflow ? nil : offset
    }
}

/// One page of notes, and how many there are on all pages.
public struct NotePage: Sendable {
    public let notes: [Note]
    public let total: Int

    public init(notes: [Note], total: Int) {
        self.notes = notes
        self.total = total
    }
}
