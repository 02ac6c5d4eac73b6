/// Folds text, so that upper and lower case do not matter in a search.
///
/// A note matches a search if its folded title or content contains the folded text of the search, byte by byte. Folding
/// replaces each Unicode scalar by one lower-case scalar: `GRÖSSE` becomes `grösse`. The index holds folded text.
public enum CaseFolding {
    /// The UTF-8 of `text`, folded.
    public static func fold(_ text: String) -> [UInt8] {
        var text = text
        var folded: [UInt8] = []
        let count = text.withUTF8 { fold($0, into: &folded) }
        return Array(folded.prefix(count))
    }

    /// Folds UTF-8 into the beginning of `buffer`, which grows if necessary. Bytes that are not UTF-8 stay as they are.
    /// Returns the number of bytes of the folded text.
    public static func fold(_ bytes: UnsafeBufferPointer<UInt8>, into buffer: inout [UInt8]) -> Int {
        // A byte becomes at most three bytes, as NUL becomes U+FFFD. The fast path always writes eight bytes.
        let capacity = 3 * bytes.count + 8
        if buffer.count < capacity { buffer = Array(repeating: 0, count: capacity) }
        return buffer.withUnsafeMutableBytes { buffer in
            let bytes = UnsafeRawBufferPointer(bytes)
            var (read, written) = (0, 0)
            while read < bytes.count {
                if read + 8 <= bytes.count {
                    let eight = bytes.loadUnaligned(fromByteOffset: read, as: UInt64.self)
                    // True if all eight are ASCII and not NUL: no top bit is set, before or after subtracting 1.
                    if (eight | (eight &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0 {
                        buffer.storeBytes(of: lowercased(eight), toByteOffset: written, as: UInt64.self)
                        (read, written) = (read + 8, written + 8)
                        continue
                    }
                }
                written += foldScalar(bytes, &read, buffer, written)
            }
            return written
        }
    }

    /// Folds eight ASCII characters at once.
    ///
    /// In `fromA`, characters from A on have the top bit set. In `beyondZ`, characters after Z have it set. A capital
    /// letter has only the first bit. Shifted right by 2, this bit is 0x20, which makes a letter lower case.
    private static func lowercased(_ eight: UInt64) -> UInt64 {
        let fromA = eight &+ 0x3F3F_3F3F_3F3F_3F3F
        let beyondZ = eight &+ 0x2525_2525_2525_2525
        return eight | (fromA & ~beyondZ & 0x8080_8080_8080_8080) >> 2
    }

    /// Folds the scalar at index `read`, and advances `read` past it. Returns the number of bytes written.
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

    /// The folded form of each scalar up to U+1E95F, the end of Adlam, the last script with upper and lower case.
    ///
    /// A scalar folds to the lower case of its upper case, so ς equals σ and ſ equals s. There are three exceptions:
    /// - If the upper case has several scalars, as SS for ß, the scalar folds to its own lower case.
    /// - If the lower case has several scalars, as for İ, the scalar folds to the first of them.
    /// - U+0000, U+FFFE and U+FFFF fold to U+FFFD. FTS5, SQLite's search index, ends a text at U+0000, and cannot
    ///   distinguish U+FFFE and U+FFFF from U+FFFD.
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
