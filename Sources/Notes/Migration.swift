/// The result of `NoteArchive.migrate`.
public struct Migration: Sendable, Equatable {
    /// The version of the schema that was found; 0 for a new database, and for a database of another program.
    public let previous: Int
    /// The version of the schema now.
    public let current: Int
    /// The names of derived objects that were missing and were rebuilt, such as `note_search`.
    public let repaired: [String]

    public init(previous: Int, current: Int, repaired: [String]) {
        self.previous = previous
        self.current = current
        self.repaired = repaired
    }
}
