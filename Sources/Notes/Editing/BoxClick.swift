/// A click on a task box. It changes the newest version of a text, also if the box was shown in an earlier version.
///
/// The click ticks a box that was shown empty, and empties a box that was shown ticked. It changes one byte of the newest
/// version, and nothing if somebody else has already done the same. The box is found again by the difference of the two
/// versions, line by line. Which boxes are ticked makes no difference, so clicks on several boxes never conflict.
public enum BoxClick: Sendable {
    /// The newest version changes. `box` is the position of the mark there.
    case change(NoteChanges, box: Int)
    /// The box is already as the click wants it.
    case done(box: Int)
    /// The line was changed, moved or deleted, or its box is no longer a box.
    case lineChanged

    /// - Parameters:
    ///   - mark: the position of the mark in `base`.
    ///   - base: the version that was shown.
    /// - Returns: nil if `base` has no such box.
    public init?(on mark: Int, of base: TaskText, in newest: TaskText) {
        guard base.hasBox(mark) else { return nil }
        guard let target = Self.position(of: mark, of: base, in: newest), newest.hasBox(target) else {
            self = .lineChanged
            return
        }
        var bytes = Array(newest.text.utf8)
        let wantsTick = !TaskText.isTicked(Array(base.text.utf8)[mark])
        if TaskText.isTicked(bytes[target]) == wantsTick {
            self = .done(box: target)
            return
        }
        bytes[target] = UInt8(ascii: wantsTick ? "x" : " ")
        self = .change(
            NoteChanges(title: nil, content: String(decoding: bytes, as: UTF8.self), isPinned: nil), box: target)
    }

    /// Returns the position of a byte of one text in another text, or nil if its line is not in the other text.
    private static func position(of byte: Int, of base: TaskText, in newest: TaskText) -> Int? {
        if base.text.isIdentical(to: newest.text) { return byte }
        let (baseLines, newestLines) = (base.untickedLines(), newest.untickedLines())
        guard let line = (0..<baseLines.count).first(where: { byte < baseLines.end($0).upperBound }) else { return nil }
        var numbering = Numbering()
        let (baseNumbers, newestNumbers) = (baseLines.numbers(&numbering), newestLines.numbers(&numbering))
        let difference = SequenceDiff(baseNumbers, newestNumbers)
        var target = line
        for change in difference.changes where change.left.lowerBound <= line {
            if change.left.contains(line) { return nil }
            target += change.right.count - change.left.count
        }
        // If sections have changed places, the difference may find an equal line of another section.
        let number = baseNumbers[line]
        let isRepeated = [baseNumbers, newestNumbers].contains { $0.count { $0 == number } > 1 }
        if isRepeated,
            baseLines.heading(above: line).map({ baseNumbers[$0] })
                != newestLines.heading(above: target).map({ newestNumbers[$0] })
        {
            return nil
        }
        return newestLines.content(target).lowerBound + byte - baseLines.content(line).lowerBound
    }
}

extension Lines {
    /// The last line before a line that begins with `#`; nil if there is none.
    fileprivate func heading(above line: Int) -> Int? {
        (0..<line).last { bytes[content($0)].first == UInt8(ascii: "#") }
    }
}
