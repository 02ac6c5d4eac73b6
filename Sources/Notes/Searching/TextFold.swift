/// Folds text, so that case, accents and composition do not matter in a search.
///
/// A note contains a text if its folded title or content contains the folded text, byte by byte. The search index holds
/// folded text. Folding makes these changes:
/// - Compatibility decomposition (NFKD, Unicode Standard Annex #15): `é` in one character or in two is the same, and so
///   are `ﬁ` and `fi`, `Ａ` and `A`.
/// - Case: each scalar becomes the lower case of its upper case, so `ς` is `σ`, and `ß` is `ss`.
/// - The marks U+0300 to U+036F disappear: `café` becomes `cafe`. Other marks stay. In Japanese and Indic scripts, they make
///   other letters.
public enum TextFold {
    /// A scalar that no folded text has, because folding replaces it: an anchor of annotations that nobody types.
    public static let never: Unicode.Scalar = "\u{FFF9}"

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
        let bytes = UnsafeRawBufferPointer(bytes)
        var (read, written, firstMark) = (0, 0, Int.max)
        while true {
            buffer.withUnsafeMutableBytes { buffer in
                while read < bytes.count && written + FoldTable.maximumLength <= buffer.count {
                    if let eight = eightToFold(bytes, at: read) {
                        buffer.storeBytes(of: lowercased(eight), toByteOffset: written, as: UInt64.self)
                        (read, written) = (read + 8, written + 8)
                    } else {
                        let isMark = foldScalar(bytes, &read, buffer, &written)
                        if isMark { firstMark = min(firstMark, written) }
                    }
                }
            }
            if read == bytes.count { break }
            let missing = max(buffer.count, bytes.count - read + FoldTable.maximumLength)
            buffer.append(contentsOf: repeatElement(0, count: missing))
        }
        if firstMark < written { MarkOrder.sort(&buffer, upTo: written) }
        return written
    }

    /// Eight ASCII characters in a row without NUL; nil if other bytes or the end come earlier.
    private static func eightToFold(_ bytes: UnsafeRawBufferPointer, at position: Int) -> UInt64? {
        guard position + 8 <= bytes.count else { return nil }
        let eight = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        // In ASCII without NUL, no top bit is set, before or after subtracting 1.
        return (eight | (eight &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0 ? eight : nil
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

    /// Folds the scalar at index `read`, and advances both indexes past it. Returns whether the folded text has marks that may
    /// have to be sorted.
    private static func foldScalar(
        _ bytes: UnsafeRawBufferPointer, _ read: inout Int, _ buffer: UnsafeMutableRawBufferPointer,
        _ written: inout Int
    ) -> Bool {
        let first = bytes[read]
        if first < 0x80 && first > 0 {
            buffer[written] = first &- UInt8(ascii: "A") < 26 ? first | 0x20 : first
            (read, written) = (read + 1, written + 1)
            return false
        }
        let length = first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        let end = min(read + length, bytes.count)
        var scalar = UInt32(first) & (0xFF >> UInt32(length + 1))
        for index in read + 1..<max(end, read + 1) { scalar = scalar << 6 | UInt32(bytes[index]) & 0x3F }
        defer { read = end }
        if length > 1 || first == 0, end == read + length, let entry = FoldTable.shared[scalar] {
            FoldTable.shared.copy(entry, to: UnsafeMutableRawBufferPointer(rebasing: buffer[written...]))
            written += entry.length
            return entry.hasMark
        }
        for index in read..<end { buffer[written + index - read] = bytes[index] }
        written += end - read
        return false
    }
}
