/// The work of `TextMerge`, which has its rules: goes through the changes of both sides in the order of the base.
struct Merging {
    private(set) var merged = MergedLines()
    private(set) var conflicts = 0

    private let base: Lines
    private let baseNumbers: [Int32]
    private let hasBase: Bool
    private var mine: MergeSide
    private var theirs: MergeSide
    /// The first line of the base that is not merged yet.
    private var place = 0

    /// Without a base, their text stands for the base, and each of my changes is a conflict.
    init(base: String?, mine: String, theirs: String) {
        let (mine, theirs) = (Lines(mine), Lines(theirs))
        self.base = base.map(Lines.init) ?? theirs
        hasBase = base != nil
        var numbering = Numbering()
        baseNumbers = self.base.numbers(&numbering)
        self.mine = MergeSide(mine, mine.numbers(&numbering), base: baseNumbers)
        self.theirs = MergeSide(theirs, theirs.numbers(&numbering), base: baseNumbers)
    }

    mutating func run() {
        while let part = nextChange() {
            appendUnchanged(to: part.lowerBound)
            merge(part)
        }
        appendUnchanged(to: base.count)
        // The last line may come from the middle of a text.
        let lineFeed = UInt8(ascii: "\n")
        if mine.lines.bytes.last != lineFeed && theirs.lines.bytes.last != lineFeed { merged.removeLastLineEnd() }
    }

    /// Returns the part of the base that one of the sides changed first. An insertion comes before a change of the line
    /// that follows.
    private func nextChange() -> Range<Int>? {
        [mine.changes.first?.left, theirs.changes.first?.left].compactMap(\.self)
            .min { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    }

    /// Appends lines that neither side changed. Only their ends can differ.
    private mutating func appendUnchanged(to end: Int) {
        let (baseLines, myLines, theirLines) = (
            base.bytes(place..<end), mine.lines.bytes(place + mine.shift..<end + mine.shift),
            theirs.lines.bytes(place + theirs.shift..<end + theirs.shift)
        )
        if myLines == baseLines {
            merged.append(theirLines)
        } else if theirLines == baseLines {
            merged.append(myLines)
        } else {
            for line in place..<end { appendUnchanged(line) }
        }
        place = end
    }

    private mutating func appendUnchanged(_ line: Int) {
        let (myLine, theirLine) = (line + mine.shift, line + theirs.shift)
        let isMine = mine.lines.bytes(myLine..<myLine + 1) != base.bytes(line..<line + 1)
        merged.append(isMine ? mine.lines.bytes(myLine..<myLine + 1) : theirs.lines.bytes(theirLine..<theirLine + 1))
    }

    /// Merges the change of a part of the base, together with all changes that meet.
    private mutating func merge(_ part: Range<Int>) {
        var part = part
        let (myStart, theirStart) = (place + mine.shift, place + theirs.shift)
        let (myChanges, theirChanges) = takeChanges(meeting: &part)
        place = part.upperBound
        let (myLines, theirLines) = (myStart..<place + mine.shift, theirStart..<place + theirs.shift)

        if !hasBase {
            appendBoth(mine: myLines, theirs: theirLines, isConflict: true)
        } else if theirChanges.isEmpty {
            if !theirs.inserts(mine.numbers[myLines], in: part) { merged.append(mine.lines.bytes(myLines)) }
        } else if myChanges.isEmpty {
            if !mine.inserts(theirs.numbers[theirLines], in: part) { merged.append(theirs.lines.bytes(theirLines)) }
        } else if (myChanges + theirChanges).allSatisfy({ $0.left.count == $0.right.count }) {
            mergeLineByLine(part, mine: myLines, theirs: theirLines)
        } else if !(myChanges + theirChanges).allSatisfy(\.right.isEmpty) {
            appendBoth(mine: myLines, theirs: theirLines, isConflict: !part.isEmpty)
        }
    }

    /// Takes all changes that meet a part of the base, and extends the part by them.
    private mutating func takeChanges(
        meeting part: inout Range<Int>
    ) -> (mine: [SequenceDiff.Change], theirs: [SequenceDiff.Change]) {
        var changes: (mine: [SequenceDiff.Change], theirs: [SequenceDiff.Change]) = ([], [])
        while true {
            if let change = mine.takeChange(meeting: &part) {
                changes.mine.append(change)
            } else if let change = theirs.takeChange(meeting: &part) {
                changes.theirs.append(change)
            } else {
                return changes
            }
        }
    }

    /// Merges a part in which both sides replaced lines with the same number of lines. Conflicts that touch are one.
    private mutating func mergeLineByLine(_ part: Range<Int>, mine myLines: Range<Int>, theirs theirLines: Range<Int>) {
        let (myShift, theirShift) = (myLines.lowerBound - part.lowerBound, theirLines.lowerBound - part.lowerBound)
        var rest = part
        while let line = rest.first {
            let conflict = rest.prefix { line in
                let (my, their) = (mine.numbers[line + myShift], theirs.numbers[line + theirShift])
                return my != baseNumbers[line] && their != baseNumbers[line] && my != their
            }
            let end = max(conflict.upperBound, line + 1)
            let (my, their) = (line + myShift..<end + myShift, line + theirShift..<end + theirShift)
            if !conflict.isEmpty {
                appendBoth(mine: my, theirs: their, isConflict: true)
            } else {
                let isMine = mine.numbers[my.lowerBound] != baseNumbers[line]
                merged.append(isMine ? mine.lines.bytes(my) : theirs.lines.bytes(their))
            }
            rest = rest[end...]
        }
    }

    /// Appends the lines of both sides: theirs, then mine. Lines at both ends that are equal are appended once.
    private mutating func appendBoth(mine myLines: Range<Int>, theirs theirLines: Range<Int>, isConflict: Bool) {
        let change = SequenceDiff.Change(left: theirLines, right: myLines)
            .withoutCommonEnds(theirs.numbers, mine.numbers)
        merged.append(theirs.lines.bytes(theirLines.lowerBound..<change.left.upperBound))
        merged.append(mine.lines.bytes(change.right))
        merged.append(theirs.lines.bytes(change.left.upperBound..<theirLines.upperBound))
        if isConflict && !(change.left.isEmpty && change.right.isEmpty) { conflicts += 1 }
    }
}
