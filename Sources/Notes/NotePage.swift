/// A page of notes.
public struct NotePage: Sendable {
    public let notes: [Note]
    /// The number of notes on all pages together.
    public let total: Int
    /// Whether there may be more notes than `total`, because the query's `maximumCount` ended the counting.
    public let hasMore: Bool

    public init(notes: [Note], total: Int, hasMore: Bool = false) {
        self.notes = notes
        self.total = total
        self.hasMore = hasMore
    }
}
