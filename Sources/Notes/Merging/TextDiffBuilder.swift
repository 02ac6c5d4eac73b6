/// Makes the rows of a `TextDiff`.
struct TextDiffBuilder {
    private(set) var rows: [TextDiff.Row] = []
    private(set) var omittedLines = 0

    private let old: Lines
    private let new: Lines
    private let context: Int
    private let maximumRows: Int
    private let changes: [SequenceDiff.Change]
    /// The steps that are left for comparing words. With more changed words, all words of a line count as changed.
    private var wordSteps = 1 << 20

    init(old: String, new: String, context: Int, maximumRows: Int) {
        (self.old, self.new) = (Lines(old), Lines(new))
        (self.context, self.maximumRows) = (context, maximumRows)
        var numbering = Numbering()
        changes = SequenceDiff(self.old.numbers(&numbering), self.new.numbers(&numbering)).changes
    }

    mutating func run() {
        guard let first = changes.first, let last = changes.last else { return }
        appendUnchanged(0..<first.right.lowerBound, after: 0, before: context)
        append(first)
        for (previous, change) in zip(changes, changes.dropFirst()) {
            appendUnchanged(previous.right.upperBound..<change.right.lowerBound, after: context, before: context)
            append(change)
        }
        appendUnchanged(last.right.upperBound..<new.count, after: context, before: 0)
    }

    private var room: Int { omittedLines > 0 ? 0 : max(maximumRows - rows.count, 0) }

    /// Appends lines that did not change, or the number of the lines in their middle.
    ///
    /// - Parameters:
    ///   - after: the number of lines to show after the previous change.
    ///   - before: the number of lines to show before the next change.
    private mutating func appendUnchanged(_ lines: Range<Int>, after: Int, before: Int) {
        let skipped = lines.dropFirst(after).dropLast(before)
        guard skipped.count > 1 else { return appendUnchanged(lines) }
        appendUnchanged(lines.lowerBound..<skipped.lowerBound)
        if room > 0 { rows.append(.skipped(lines: skipped.count)) }
        appendUnchanged(skipped.upperBound..<lines.upperBound)
    }

    private mutating func appendUnchanged(_ lines: Range<Int>) {
        for line in lines.prefix(room) {
            rows.append(.unchanged(String(decoding: new.bytes[new.content(line)], as: UTF8.self)))
        }
    }

    /// Appends the lines of a change. If there is not room for all, about half of the rows show deleted lines.
    private mutating func append(_ change: SequenceDiff.Change) {
        let deleted = change.left.prefix(max(room / 2, room - change.right.count))
        let inserted = change.right.prefix(room - deleted.count)
        let (oldWords, newWords) = (Words(deleted, of: old), Words(inserted, of: new))
        var numbering = Numbering()
        let words = SequenceDiff(
            oldWords.numbers(&numbering), newWords.numbers(&numbering), limit: wordSteps, splits: false)
        wordSteps = max(wordSteps - words.steps, 0)
        rows += oldWords.segments(changed: words.changes.map(\.left)).map { .deleted($0) }
        rows += newWords.segments(changed: words.changes.map(\.right)).map { .inserted($0) }
        omittedLines += change.left.count - deleted.count + change.right.count - inserted.count
    }
}
