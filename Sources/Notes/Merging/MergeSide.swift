/// One side of a merge: its lines, and its remaining changes of the base.
struct MergeSide {
    let lines: Lines
    let numbers: [Int32]
    private(set) var changes: ArraySlice<SequenceDiff.Change>
    /// The change that `take` returned last.
    private(set) var previous: SequenceDiff.Change?
    /// The line of this side that comes next, minus the line of the base that comes next.
    private(set) var shift = 0

    init(_ lines: Lines, _ numbers: [Int32], base: [Int32]) {
        self.lines = lines
        self.numbers = numbers
        changes = SequenceDiff(base, numbers).changes[...]
    }

    /// Takes the next change if it meets a part of the base, and extends the part by the change.
    ///
    /// They meet if they share a line, or if the change inserts lines within the part. Two insertions meet if they are at
    /// the same place.
    mutating func takeChange(meeting part: inout Range<Int>) -> SequenceDiff.Change? {
        guard let change = changes.first, change.left == part || change.left.lowerBound < part.upperBound else {
            return nil
        }
        changes.removeFirst()
        part = part.lowerBound..<max(part.upperBound, change.left.upperBound)
        previous = change
        shift += change.right.count - change.left.count
        return change
    }

    /// Returns whether the other side's change of a part of the base is an insertion that this side made as well.
    ///
    /// Then a change of this side touches the part, and begins or ends with the inserted lines.
    func inserts(_ lines: ArraySlice<Int32>, in part: Range<Int>) -> Bool {
        guard part.isEmpty else { return false }
        if let previous, previous.left.upperBound == part.lowerBound,
            numbers[previous.right].suffix(lines.count) == lines
        {
            return true
        }
        guard let next = changes.first, next.left.lowerBound == part.lowerBound else { return false }
        return numbers[next.right].prefix(lines.count) == lines
    }
}
