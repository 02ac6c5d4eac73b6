/// The differences between two texts, as rows to show.
///
/// Lines are compared without their ends (LF, CRLF or none). In a changed part, the old lines come before the new ones.
/// Each of their rows says which words differ.
public struct TextDiff: Sendable {
    /// The rows in order. Empty if no line differs.
    public let rows: [Row]
    /// The number of deleted and inserted lines that have no row, because there would be too many rows.
    public let omittedLines: Int

    public enum Row: Sendable, Equatable {
        /// A line of both texts.
        case unchanged(String)
        /// A line of the old text only.
        case deleted([Segment])
        /// A line of the new text only.
        case inserted([Segment])
        /// At least two lines of both texts that are far from a change.
        case skipped(lines: Int)
    }

    /// A part of a line.
    public struct Segment: Sendable, Equatable {
        public let text: String
        /// Whether the part is missing in the other text. Always true if the other text has no line at this place.
        public let isChanged: Bool
    }

    /// - Parameters:
    ///   - context: the number of unchanged lines to show before and after a change.
    ///   - maximumRows: the number of rows, at most. A row has any length, as a line has.
    public init(from old: String, to new: String, context: Int = 3, maximumRows: Int = 500) {
        var builder = TextDiffBuilder(old: old, new: new, context: context, maximumRows: maximumRows)
        builder.run()
        rows = builder.rows
        omittedLines = builder.omittedLines
    }
}
