/// A line that somebody adds to the end of the newest version of a text.
///
/// - If the last line is a task, the new line is a task after it, with the same indent and bullet and an empty box. Only
///   white space follows the last line. The number of an ordered list grows by one.
/// - Otherwise the line follows after the end of the text.
/// - The new line ends like the line before it: with LF, CRLF, or nothing if it is the last.
public struct AddedLine: Sendable {
    /// Why a line cannot be added.
    public enum Problem: Error, Equatable {
        /// The line has no visible text.
        case empty
        case containsNUL
        /// The text would have more than `NoteDraft.maximumContentBytes`.
        case textTooLong
    }

    private let line: [UInt8]
    /// Whether the line is a task by itself, with a bullet and a box.
    private let isTask: Bool

    /// - Parameters:
    ///   - line: the line as it was typed. A space replaces each line end.
    ///   - isTask: whether the line has a box.
    /// - Throws: `Problem.empty`, `Problem.containsNUL`.
    public init(_ line: String, isTask: Bool) throws(Problem) {
        guard hasVisibleText(line[...]) else { throw .empty }
        guard !hasNUL(line[...]) else { throw .containsNUL }
        self.line = FormText.lines(line).utf8.map { $0 == lineFeed ? UInt8(ascii: " ") : $0 }
        self.isTask = isTask
    }

    /// Returns the change that adds the line to a text.
    ///
    /// - Throws: `Problem.textTooLong`.
    public func change(of text: TaskText) throws(Problem) -> NoteChanges {
        let content = self.text(after: text)
        guard content.utf8.count <= NoteDraft.maximumContentBytes else { throw .textTooLong }
        return NoteChanges(title: nil, content: content, isPinned: nil)
    }

    /// Whether adding the line to one text results in the other text.
    public func leads(from text: TaskText, to result: String) -> Bool {
        self.text(after: text).isIdentical(to: result)
    }

    private func text(after text: TaskText) -> String {
        let lines = Lines(text.text)
        var (place, added) = (lines.count, line)
        let last = (0..<lines.count).last { !lines.bytes[lines.content($0)].allSatisfy(Self.isSpace) }
        if let last, let mark = text.marks.last, lines.content(last).contains(mark) {
            // To Markdown, a CR ends a line too.
            let (before, after) = (lines.content(last).lowerBound..<mark, mark..<lines.content(last).upperBound)
            if !lines.bytes[after].contains(carriageReturn) {
                place = last + 1
                let start = lines.bytes[before].lastIndex(of: carriageReturn).map { $0 + 1 } ?? before.lowerBound
                if !isTask { added = Self.start(after: lines.bytes[start..<mark]) + line }
            }
        }
        var bytes = Array(lines.bytes(0..<place))
        if bytes.last == lineFeed {
            added += lines.bytes[lines.end(place - 1)]
        } else if place > 0 {
            bytes += place > 1 ? lines.bytes[lines.end(place - 2)] : [lineFeed]
        }
        return String(decoding: bytes + added + lines.bytes(place..<lines.count), as: UTF8.self)
    }

    /// Returns the beginning of a task that follows after another task, with an empty box.
    ///
    /// - Parameter start: the other task's line before the mark of its box, such as `  3. [`.
    private static func start(after start: ArraySlice<UInt8>) -> [UInt8] {
        var beginning = Array(start)
        let marker = start.dropLast().reversed().drop(while: isSpace).reversed()
        if marker.last == UInt8(ascii: ".") || marker.last == UInt8(ascii: ")") {
            let digits = marker.dropLast().reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            let end = marker.count - 1
            // A list's number has at most nine digits (https://spec.commonmark.org/0.31.2/#ordered-list-marker).
            if let number = Int(String(decoding: digits.reversed(), as: UTF8.self)), number < 999_999_999 {
                beginning.replaceSubrange(end - digits.count..<end, with: String(number + 1).utf8)
            }
        }
        return beginning + Array(" ] ".utf8)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(byte)
    }
}

private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
