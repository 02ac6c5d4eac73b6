/// Lines that become a text.
struct MergedLines {
    private(set) var bytes: [UInt8] = []

    /// Appends lines with their ends. If the last line so far has no line feed, it gets one.
    mutating func append(_ lines: ArraySlice<UInt8>) {
        if !lines.isEmpty { endLastLine() }
        bytes += lines
    }

    /// Removes the end of the last line, unless that line is empty.
    mutating func removeLastLineEnd() {
        let lineFeed = UInt8(ascii: "\n")
        guard bytes.last == lineFeed else { return }
        let lineEnd = bytes.suffix(2).first == UInt8(ascii: "\r") ? 2 : 1
        if let last = bytes.dropLast(lineEnd).last, last != lineFeed { bytes.removeLast(lineEnd) }
    }

    private mutating func endLastLine() {
        let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        guard let last = bytes.last, last != lineFeed else { return }
        if let before = bytes.lastIndex(of: lineFeed), before > 0, bytes[before - 1] == carriageReturn,
            last != carriageReturn
        {
            bytes.append(carriageReturn)
        }
        bytes.append(lineFeed)
    }
}
