import Notes

/// The properties of every diff and merge, for random tests and for the fuzzer.
public struct MergeProperties {
    private let base: String
    private let mine: String
    private let theirs: String

    public init(base: String, mine: String, theirs: String) {
        self.base = base
        self.mine = mine
        self.theirs = theirs
    }

    /// Returns the first property that does not hold; nil if all hold.
    public func violation() -> String? {
        if !isMerge(TextMerge(base: base, mine: mine, theirs: base), mine) { return "My change alone is not kept." }
        if !isMerge(TextMerge(base: base, mine: base, theirs: theirs), theirs) {
            return "Their change alone is not kept."
        }
        if !isMerge(TextMerge(base: base, mine: mine, theirs: mine), mine) { return "An equal change is not kept." }
        if !isMerge(TextMerge(base: nil, mine: mine, theirs: mine), mine) {
            return "Equal texts without a base are not kept."
        }
        let merge = TextMerge(base: base, mine: mine, theirs: theirs)
        if TextMerge(base: base, mine: theirs, theirs: mine).conflicts != merge.conflicts {
            return "The number of conflicts depends on the side."
        }
        return violation(of: merge) ?? violationWithoutBase() ?? violationOfDiff()
    }

    private func isMerge(_ merge: TextMerge, _ expected: String) -> Bool {
        merge.conflicts == 0 && Array(merge.text.utf8) == Array(expected.utf8)
    }

    private func violation(of merge: TextMerge) -> String? {
        let (mine, theirs, merged) = (lines(mine), lines(theirs), Set(lines(merge.text)))
        let base = Dictionary(lines(base).map { ($0, 1) }, uniquingKeysWith: +)
        for line in mine + theirs where base[line] == nil && !merged.contains(line) {
            return "An added line is missing."
        }
        let kept = Set(mine).intersection(theirs)
        for (line, count) in base where count == 1 && kept.contains(line) && !merged.contains(line) {
            return "A line that nobody removed is missing."
        }
        if !merged.isSubset(of: mine + theirs) { return "A line is in neither text." }
        return nil
    }

    private func violationWithoutBase() -> String? {
        let merge = TextMerge(base: nil, mine: mine, theirs: theirs)
        let (mine, theirs) = (lines(mine), lines(theirs))
        let all = Set(mine + theirs)
        if Set(lines(merge.text)) != all { return "Without a base, the merge has other lines than the two texts." }
        if (merge.conflicts == 0) != (mine == theirs) { return "Without a base, a difference is no conflict." }
        return nil
    }

    /// Applies the diff of the base and mine to the base.
    private func violationOfDiff() -> String? {
        var old = lines(base)[...]
        var new: [[UInt8]] = []
        for row in TextDiff(from: base, to: mine, context: 1 << 20, maximumRows: .max).rows {
            switch row {
            case .unchanged(let text):
                guard old.popFirst() == Array(text.utf8) else { return "An unchanged row is not the old line." }
                new.append(Array(text.utf8))
            case .deleted(let segments):
                guard old.popFirst() == bytes(segments) else { return "A deleted row is not the old line." }
            case .inserted(let segments):
                new.append(bytes(segments))
            case .skipped:
                return "A row is skipped within the context."
            }
        }
        let isEqual = old.isEmpty && new == lines(mine) || new.isEmpty && lines(base) == lines(mine)
        return isEqual ? nil : "Applying the diff to the old text does not yield the new text."
    }

    private func bytes(_ segments: [TextDiff.Segment]) -> [UInt8] {
        segments.flatMap { Array($0.text.utf8) }
    }

    /// The lines of a text without their ends.
    private func lines(_ text: String) -> [[UInt8]] {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { Array($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0) }
    }
}
