extension UnsafeBufferPointer<UInt8> {
    /// The first Unicode scalars of a text in UTF-8.
    public func prefix(scalars maximum: Int) -> UnsafeBufferPointer {
        let bytes = UnsafeRawBufferPointer(self)
        var (end, scalars) = (0, 0)
        // Eight bytes never have more than eight scalars.
        while maximum - scalars >= 8 && count - end >= 8 {
            let word = bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self)
            let highest: UInt64 = 0x8080_8080_8080_8080
            end += 8
            scalars += 8
            if word & highest == 0 { continue }
            // The highest bit of a byte that continues a scalar is 1, and the next bit is 0.
            scalars -= (word & ~(word << 1) & highest).nonzeroBitCount
        }
        while scalars < maximum && end < count {
            if !UTF8.isContinuation(self[end]) { scalars += 1 }
            end += 1
        }
        while end < count && UTF8.isContinuation(self[end]) { end += 1 }
        return UnsafeBufferPointer(rebasing: self[..<end])
    }
}
