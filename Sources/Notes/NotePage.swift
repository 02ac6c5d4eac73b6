/// A page of notes.
public struct NotePage: Sendable {
    public let notes: [Note]
    public let summary: PageSummary

    public init(notes: [Note], summary: PageSummary) {
        self.notes = notes
        self.summary = summary
    }

    public var total: Int { summary.total }
    public var hasMore: Bool { summary.hasMore }
    public var end: NotePosition? { summary.end }
}

/// What is known about a page besides its notes.
public struct PageSummary: Sendable {
    /// The number of notes on all pages together.
    public let total: Int
    /// Whether there may be more notes than `total`, because the query's `maximumCount` ended the counting.
    public let hasMore: Bool
    /// The position after the last note of the page, if the query asks for it and other notes follow. nil in an order
    /// without positions.
    public let end: NotePosition?

    public init(total: Int, hasMore: Bool = false, end: NotePosition? = nil) {
        self.total = total
        self.hasMore = hasMore
        self.end = end
    }
}
