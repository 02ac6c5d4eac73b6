/// A text with the positions of its task boxes.
public struct TaskText: Sendable {
    public let text: String
    /// The position of each box's mark, a space or an x between brackets, in bytes from the start of the text. In
    /// ascending order.
    let marks: [Int]

    /// - Parameter marks: the boxes that a page shows for the text. Only marks between brackets count.
    public init(_ text: String, marks: [Int]) {
        self.text = text
        let bytes = Array(text.utf8)
        self.marks = marks.filter { mark in
            mark > 0 && mark < bytes.count - 1 && bytes[mark - 1] == UInt8(ascii: "[")
                && bytes[mark + 1] == UInt8(ascii: "]") && Self.isMark(bytes[mark])
        }
    }

    func hasBox(_ mark: Int) -> Bool { marks.contains(mark) }

    /// The lines of the text as they are if no box is ticked.
    func untickedLines() -> Lines {
        var bytes = Array(text.utf8)
        for mark in marks { bytes[mark] = UInt8(ascii: " ") }
        return Lines(bytes)
    }

    private static func isMark(_ byte: UInt8) -> Bool { isTicked(byte) || byte == UInt8(ascii: " ") }

    static func isTicked(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "x") || byte == UInt8(ascii: "X") }
}
