/// Text that a handler has not received yet. md4c calls back several times for one text, often with neighbouring parts
/// of the source. Those are not copied.
struct PendingText {
    private let source: UnsafeRawBufferPointer
    /// A part of the source. Empty if there is a copy.
    private var part = 0..<0
    private var copy: [UInt8] = []

    init(source: UnsafeRawBufferPointer) {
        self.source = source
    }

    mutating func append(_ text: UnsafeRawBufferPointer) {
        if copy.isEmpty, let range = range(of: text) {
            if part.isEmpty {
                part = range
                return
            }
            if part.upperBound == range.lowerBound {
                part = part.lowerBound..<range.upperBound
                return
            }
        }
        withCopy { $0.append(contentsOf: text) }
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
    mutating func flush(to handler: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        if !part.isEmpty {
            defer { part = 0..<0 }
            return handler(UnsafeRawBufferPointer(rebasing: source[part]))
        }
        if copy.isEmpty { return true }
        defer { copy.removeAll(keepingCapacity: true) }
        return copy.withUnsafeBytes(handler)
    }

    /// Where a text is in the source; nil if it is elsewhere in memory.
    private func range(of text: UnsafeRawBufferPointer) -> Range<Int>? {
        guard let start = source.baseAddress, let first = text.baseAddress, first >= start else { return nil }
        let range = (first - start)..<(first - start + text.count)
        return range.upperBound <= source.count ? range : nil
    }
}
