/// A request for one page of notes: which notes, and in which order.
public struct NoteQuery: Sendable {
    public enum Order: Int, CaseIterable, Sendable {
        /// The newest note first. If two notes were created at the same time, the one with the higher id comes first.
        case newestFirst
        /// All pinned notes, then the other notes. Each of the two groups is in the order `newestFirst`.
        case pinnedFirst
        /// The note with the latest `updatedAt` first. If two times are equal, the note with the higher id comes first.
        case recentlyChanged
        /// By title, from A to Z. The case of the letters A to Z does not matter. If two titles are equal, the note with
        /// the lower id comes first.
        case title
        /// For a search: the notes with the best `SearchRelevance` first. If the search finds many notes, those with all
        /// searched texts in their titles come first. Otherwise in the order `newestFirst`.
        case relevance
    }

    /// nil selects all notes.
    public var search: SearchQuery?
    public var order: Order
    /// Whether the notes are in the reverse of `order`, which must not be `relevance`.
    public var isReversed = false
    /// The number of notes before the page; Int.max if the real number is greater.
    public var offset: Int
    /// Where the page begins, if `offset` is 0; nil for the first note. Only the orders `newestFirst`, `recentlyChanged` and
    /// `title` have positions. The other orders ignore this.
    public var start: NotePosition?
    /// Whether the page tells its `end`.
    public var needsEnd = false
    /// The number of notes on a page, from 1.
    public var size: Int
    /// The length to which each content is cut, in Unicode scalars. nil for whole contents. If a search finds texts far from
    /// the beginning, the part with the best passage is cut out (`SearchPassage`), and an ellipsis comes before it.
    public var contentLength: Int?
    /// The most text on a page, in bytes of titles and uncut contents. The first note of a page may exceed this.
    public var maximumBytes = Int.max
    /// The most notes that a search counts. nil counts all of them, which may take seconds if there are a million notes.
    public var maximumCount: Int?
    /// Whether a page ends early when it would exceed `maximumBytes`. If false, the store throws `NotesError.tooLarge`.
    public var isCutToFit = false

    /// - Parameters:
    ///   - text: selects the notes with this text in their title or content; nil for all notes.
    ///   - number: the number of the page, from 1.
    public init(
        text: String?, order: Order = .newestFirst, number: Int = 1, size: Int = 10, contentLength: Int? = nil
    ) {
        self.init(
            search: text.map(SearchQuery.init(literal:)), order: order, number: number, size: size,
            contentLength: contentLength)
    }

    /// - Parameters:
    ///   - search: nil for all notes.
    ///   - number: the number of the page, from 1.
    public init(
        search: SearchQuery? = nil, order: Order = .newestFirst, number: Int = 1, size: Int = 10,
        contentLength: Int? = nil
    ) {
        self.search = search
        self.order = order
        self.size = size
        self.contentLength = contentLength
        let (offset, overflow) = (number - 1).multipliedReportingOverflow(by: size)
        self.offset = overflow ? Int.max : offset
    }
}
