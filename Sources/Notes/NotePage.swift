/// A page of notes.
public struct NotePage: Sendable {
    public let notes: [Note]
    /// The number of notes on all pages together.
    public let total: Int
    /// Whether there may be more notes than `total`, because the query's `maximumCount` ended the counting.
    public let hasMore: Bool
    /// The position after the last note of the page, if the query asks for it and other notes follow. nil in an order
    /// without positions.
    public let end: NotePosition?

    public init(notes: [Note], total: Int, hasMore: Bool = false, end: NotePosition? = nil) {
        self.notes = notes
        self.total = total
        self.hasMore = hasMore
        self.end = end
    }
}
