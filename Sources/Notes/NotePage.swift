/// A page of notes.
public struct NotePage: Sendable {
    public let notes: [Note]
    /// The number of notes on all pages together.
    public let total: Int

    public init(notes: [Note], total: Int) {
        self.notes = notes
        self.total = total
    }
}
