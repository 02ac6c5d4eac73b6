/// A text into which the changes of two people are merged, line by line.
///
/// - A change consists of lines of the base, and of the lines with which one side replaced them. Two changes meet if they
///   share a line of the base, or if one inserts lines between lines that the other changed.
/// - Changes that do not meet are all made, even if they touch.
/// - Where both sides insert lines at the same place, the text has both: theirs, then mine. This is not a conflict.
/// - Where both sides delete lines and insert none, all these lines are deleted. This is not a conflict.
/// - Where both sides replace lines with the same number of lines, the changes are compared line by line.
/// - Other changes that meet are a conflict. The text has both variants, without markers: theirs, then mine.
/// - Lines with which both variants begin or end are in the text once. So two equal changes are one change.
///
/// Lines are compared without their ends. A line's end is merged as well: it is mine if I changed it, otherwise theirs.
/// The last line needs no line feed, but every other line gets one. If neither text ends with a line feed,
/// the merged text has none at its end, unless its last line is empty.
public struct TextMerge: Sendable {
    public let text: String
    /// The number of places with variants of both sides. A variant can be empty: one side changed lines that the other
    /// side deleted. Then the text has the changed lines.
    public let conflicts: Int

    /// - Parameter base: the text from which both sides started. nil if it is unknown. Then each difference between mine
    ///   and theirs is a conflict, and nothing of either text is missing.
    public init(base: String?, mine: String, theirs: String) {
        var merging = Merging(base: base, mine: mine, theirs: theirs)
        merging.run()
        text = String(decoding: merging.merged.bytes, as: UTF8.self)
        conflicts = merging.conflicts
    }
}
