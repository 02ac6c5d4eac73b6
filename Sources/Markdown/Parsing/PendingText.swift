/// Text that a handler has not received yet. md4c calls back several times for one text, often with neighbouring parts
/// of the source. Those are not copied.
struct PendingText {
    private let source: UnsafeRawBufferPointer
    /// A part of the source. Empty if there is a copy.
    private var part = 0..<0
    private var copy: [UInt8] = []
    /// The positions of characters that have no special meaning (`TextRun`).
    private var literals: [Int] = []
    /// Whether a letter or digit of the source is directly before the text.
    private var followsWord = false
    /// Where the last text from the source ends.
    private var end = 0

    init(source: UnsafeRawBufferPointer) {
        self.source = source
    }

    mutating func append(_ text: UnsafeRawBufferPointer) {
        if let range = range(of: text) {
            if isEscaped(range) { literals.append(part.count + copy.count) }
            end = range.upperBound
            if copy.isEmpty {
                if part.isEmpty {
                    followsWord = range.lowerBound > 0 && isWord(source[range.lowerBound - 1])
                    part = range
                    return
                }
                if part.upperBound == range.lowerBound {
                    part = part.lowerBound..<range.upperBound
                    return
                }
            }
        }
        withCopy { $0.append(contentsOf: text) }
    }

    /// Appends the characters of a reference such as `&#35;`, which are not in the source.
    mutating func appendReference(_ append: (inout [UInt8]) -> Void) {
        literals.append(part.count + copy.count)
        withCopy(append)
    }

    /// Appends characters that are not in the source.
    mutating func withCopy(_ append: (inout [UInt8]) -> Void) {
        copy.append(contentsOf: source[part])
        part = 0..<0
        append(&copy)
    }

    /// Removes the text, and passes it to a handler. Does nothing if there is no text.
    ///
    /// - Returns: the handler's result; true if there is no text.
    mutating func flush(to handler: (TextRun) -> Bool) -> Bool {
        if part.isEmpty && copy.isEmpty { return true }
        defer {
            part = 0..<0
            if !copy.isEmpty { copy.removeAll(keepingCapacity: true) }
            if !literals.isEmpty { literals.removeAll(keepingCapacity: true) }
            followsWord = false
        }
        func run(_ bytes: UnsafeRawBufferPointer) -> TextRun {
            TextRun(bytes, followsWord: followsWord, literals: literals)
        }
        if copy.isEmpty { return handler(run(UnsafeRawBufferPointer(rebasing: source[part]))) }
        return copy.withUnsafeBytes { handler(run($0)) }
    }

    private func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// Whether a text is one character after a backslash that md4c left out. The second backslash of `\\` is in the text.
    private func isEscaped(_ range: Range<Int>) -> Bool {
        range.count == 1 && range.lowerBound > end && source[range.lowerBound - 1] == UInt8(ascii: "\\")
    }

    /// Where a text is in the source; nil if it is elsewhere in memory.
    private func range(of text: UnsafeRawBufferPointer) -> Range<Int>? {
        guard let start = source.baseAddress, let first = text.baseAddress, first >= start else { return nil }
        let range = (first - start)..<(first - start + text.count)
        return range.upperBound <= source.count ? range : nil
    }
}
