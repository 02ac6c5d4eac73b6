/// The lines of a text, as ranges of its UTF-8.
///
/// A line consists of its content and its end. The end is LF, CRLF, or, in the last line only, CR or nothing. An empty
/// text has no lines.
struct Lines {
    let bytes: [UInt8]
    /// Where each line starts, and then where the text ends. A text is shorter than 2 GiB: SQLite's limit is 1 GB.
    private let bounds: [Int32]

    init(_ text: String) {
        self.init(Array(text.utf8))
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var bounds: [Int32] = [0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { bounds.append(Int32(index) + 1) }
        if bounds[bounds.count - 1] < bytes.count { bounds.append(Int32(bytes.count)) }
        self.bounds = bounds
    }

    var count: Int { bounds.count - 1 }

    /// The bytes of a line without its end.
    func content(_ line: Int) -> Range<Int> {
        let start = Int(bounds[line])
        var end = Int(bounds[line + 1])
        if end > start, bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<end
    }

    /// The bytes of a line's end.
    func end(_ line: Int) -> Range<Int> {
        content(line).upperBound..<Int(bounds[line + 1])
    }

    /// The bytes of several lines with their ends.
    func bytes(_ lines: Range<Int>) -> ArraySlice<UInt8> {
        bytes[Int(bounds[lines.lowerBound])..<Int(bounds[lines.upperBound])]
    }

    /// Gives each line a number: two lines have the same number if their contents are equal, byte by byte.
    func numbers(_ numbering: inout Numbering) -> [Int32] {
        numbering.numbers(of: (0..<count).lazy.map(content), in: bytes)
    }
}
