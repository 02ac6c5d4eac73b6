/// The result of `NoteArchive.migrate`.
public struct Migration: Sendable, Equatable {
    /// The version of the schema before the migration; 0 if this program had never used the database.
    public let previous: Int
    /// The version of the schema now.
    public let current: Int
    /// The names of columns, indexes, triggers and tables that were missing and were rebuilt, such as `note_search`.
    public let repaired: [String]

    public init(previous: Int, current: Int, repaired: [String]) {
        self.previous = previous
        self.current = current
        self.repaired = repaired
    }
}
