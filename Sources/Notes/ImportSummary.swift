/// The result of `NoteArchive.add`.
public struct ImportSummary: Sendable, Equatable {
    /// The number of notes that were added.
    public let added: Int
    /// The number of notes that already existed and were identical.
    public let unchanged: Int

    public init(added: Int, unchanged: Int) {
        self.added = added
        self.unchanged = unchanged
    }
}
