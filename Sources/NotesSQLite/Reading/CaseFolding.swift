/// Text as search compares it: each Unicode scalar replaced by its simple lower case, so that `GRÖSSE` and `größe` agree
/// on `grö`. The index keeps what this makes of a text, and a scan calls it too, so both find the same notes.
enum CaseFolding {
    /// The UTF-8 of `text`, folded.
    static func fold(_ text: String) -> [UInt8] {
        var text = text
        var folded: [UInt8] = []
        let count = text.withUTF8 { fold($0, into: &folded) }
        folded.removeSubrange(count...)
        return folded
    }

    /// Folds UTF-8 into the beginning of `buffer`, which grows if it must. Bytes that are no UTF-8 stay as they are.
    ///
    /// - Returns: how many bytes the folded text has.
    static func fold(_ bytes: UnsafeBufferPointer<UInt8>, into buffer: inout [UInt8]) -> Int {
        // At most, one byte becomes three; eight are written at once.
        let capacity = 3 * bytes.count + 8
        if buffer.count < capacity { buffer = Array(repeating: 0, count: capacity) }
        return buffer.withUnsafeMutableBytes { buffer in
            let bytes = UnsafeRawBufferPointer(bytes)
            var (read, written) = (0, 0)
            while read < bytes.count {
                if read + 8 <= bytes.count {
                    let eight = bytes.loadUnaligned(fromByteOffset: read, as: UInt64.self)
                    // No byte beyond ASCII, and none that subtracting 1 makes one: no NUL.
                    if (eight | (eight &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0 {
                        buffer.storeBytes(of: lowercased(eight), toByteOffset: written, as: UInt64.self)
                        (read, written) = (read + 8, written + 8)
                        continue
                    }
                }
                let length = foldScalar(bytes, &read, buffer, written)
                written += length
            }
            return written
        }
    }

    /// Eight ASCII characters at once: adding moves a capital letter's top bit as no other character's, and the difference of
    /// the cases is a quarter of that bit.
    private static func lowercased(_ eight: UInt64) -> UInt64 {
        let fromA = eight &+ 0x3F3F_3F3F_3F3F_3F3F
        let beyondZ = eight &+ 0x2525_2525_2525_2525
        return eight | (fromA & ~beyondZ & 0x8080_8080_8080_8080) >> 2
    }

    /// - Returns: how many bytes were written.
    private static func foldScalar(
        _ bytes: UnsafeRawBufferPointer, _ read: inout Int, _ buffer: UnsafeMutableRawBufferPointer, _ written: Int
    ) -> Int {
        let first = bytes[read]
        if first < 0x80 && first > 0 {
            buffer[written] = first &- UInt8(ascii: "A") < 26 ? first | 0x20 : first
            read += 1
            return 1
        }
        let length = first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        let end = min(read + length, bytes.count)
        var scalar = UInt32(first) & (0xFF >> UInt32(length + 1))
        for index in read + 1..<max(end, read + 1) { scalar = scalar << 6 | UInt32(bytes[index]) & 0x3F }
        defer { read = end }
        if length > 1 || first == 0, end == read + length, scalar < table.count, table[Int(scalar)] != scalar,
            let folded = Unicode.Scalar(table[Int(scalar)])
        {
            let encoded = UTF8.encode(folded) ?? .init()
            for (offset, byte) in encoded.enumerated() { buffer[written + offset] = byte }
            return encoded.count
        }
        for index in read..<end { buffer[written + index - read] = bytes[index] }
        return end - read
    }

    /// What each scalar below the end of the last cased script (Adlam) folds to: the lower case of its upper case, which
    /// joins ς with σ and ſ with s. An upper case of several scalars is left out, of such a lower case (only İ has one) the
    /// first is taken. What FTS5 cannot tell from U+FFFD, or ends at, becomes that.
    private static let table: [UInt32] = (0..<0x1E960).map { value in
        if [0, 0xFFFE, 0xFFFF].contains(value) { return 0xFFFD }
        guard let scalar = Unicode.Scalar(UInt32(value)), scalar.properties.changesWhenCaseMapped else {
            return UInt32(value)
        }
        let upper = scalar.properties.uppercaseMapping.unicodeScalars
        let single = upper.count == 1 ? upper.first ?? scalar : scalar
        return (single.properties.lowercaseMapping.unicodeScalars.first ?? single).value
    }
}
