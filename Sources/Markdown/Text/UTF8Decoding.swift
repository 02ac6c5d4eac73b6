extension UnsafeRawBufferPointer {
    /// The scalar that begins at a position in UTF-8, and where it ends; U+FFFD if the bytes are no UTF-8.
    func scalar(at position: Int) -> (scalar: Unicode.Scalar, end: Int) {
        let first = self[position]
        if first < 0x80 { return (Unicode.Scalar(first), position + 1) }
        let length = (~first).leadingZeroBitCount
        guard 2...4 ~= length, position + length <= count else { return ("\u{FFFD}", position + 1) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for byte in self[position + 1..<position + length] { value = value << 6 | UInt32(byte & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", position + length)
    }

    /// Where the scalar begins that ends before a position, which is greater than 0.
    func startOfScalar(before position: Int) -> Int {
        var start = position - 1
        while start > 0 && position - start < 4 && UTF8.isContinuation(self[start]) { start -= 1 }
        return start
    }
}
