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
        var (read, written) = (0, 0)
        var marks = (end: -1, mayBeUnsorted: false)
        while true {
            buffer.withUnsafeMutableBytes { buffer in
                while read < bytes.count && written + FoldTable.maximumLength <= buffer.count {
                    let block = block(bytes, at: read)
                    buffer.storeBytes(of: lowercased(block), toByteOffset: written, as: Block.self)
                    let count = simpleCount(block)
                    (read, written) = (read + count, written + count)
                    if count == blockLength || read == bytes.count { continue }
                    let table = FoldTable.shared
                    while written + FoldTable.maximumLength <= buffer.count {
                        guard read < bytes.count, bytes[read] == 0 || bytes[read] >= 0x80 else { break }
                        foldScalar(bytes, &read, buffer, &written, table, &marks)
                    }
                }
            }
            if read == bytes.count { break }
            let missing = max(buffer.count, bytes.count - read + FoldTable.maximumLength)
            buffer.append(contentsOf: repeatElement(0, count: missing))
        }
        if marks.mayBeUnsorted { MarkOrder.sort(&buffer, upTo: written) }
        return written
    }

    /// Bytes that are folded at once, each eight of them as one integer.
    private typealias Block = SIMD4<UInt64>
    private static let blockLength = 32

    /// The bytes from a position on, filled up with NUL.
    @inline(__always)
    private static func block(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Block {
        if position + blockLength <= bytes.count {
            return bytes.loadUnaligned(fromByteOffset: position, as: Block.self)
        }
        var block = Block.zero
        withUnsafeMutableBytes(of: &block) { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position...])) }
        return block
    }

    /// The number of bytes before the first one that is NUL or not ASCII.
    @inline(__always)
    private static func simpleCount(_ block: Block) -> Int {
        // Such a byte has the top bit set, before or after subtracting 1.
        let marks = (block | (block &- Block(repeating: 0x0101_0101_0101_0101))) & topBits
        if marks[0] | marks[1] | marks[2] | marks[3] == 0 { return blockLength }
        var word = 0
        while marks[word] == 0 { word += 1 }
        return 8 * word + marks[word].littleEndian.trailingZeroBitCount / 8
    }

    /// Makes capital letters small. Bytes from the first one on that is not ASCII may change in another way.
    ///
    /// In `fromA`, characters from A on have the top bit set. In `beyondZ`, characters after Z have it set. A capital
    /// letter has only the first bit. Shifted right by 2, this bit is 0x20, which makes a letter lower case.
    @inline(__always)
    private static func lowercased(_ block: Block) -> Block {
        let fromA = block &+ Block(repeating: 0x3F3F_3F3F_3F3F_3F3F)
        let beyondZ = block &+ Block(repeating: 0x2525_2525_2525_2525)
        return block | (fromA & ~beyondZ & topBits) &>> Block(repeating: 2)
    }

    @inline(__always)
    private static var topBits: Block { Block(repeating: 0x8080_8080_8080_8080) }

    /// Folds the scalar at index `read`, which is NUL or not ASCII, and advances both indexes past it.
    ///
    /// - Parameter marks: the index in `buffer` after the last mark, and whether a mark directly follows another one.
    private static func foldScalar(
        _ bytes: UnsafeRawBufferPointer, _ read: inout Int, _ buffer: UnsafeMutableRawBufferPointer,
        _ written: inout Int, _ table: FoldTable, _ marks: inout (end: Int, mayBeUnsorted: Bool)
    ) {
        let first = bytes[read]
        let length = first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        let end = min(read + length, bytes.count)
        var scalar = UInt32(first) & (0xFF >> UInt32(length + 1))
        for index in read + 1..<max(end, read + 1) { scalar = scalar << 6 | UInt32(bytes[index]) & 0x3F }
        defer { read = end }
        if length > 1 || first == 0, end == read + length, let entry = table[scalar] {
            table.copy(entry, to: UnsafeMutableRawBufferPointer(rebasing: buffer[written...]))
            if entry.beginsWithMark && marks.end == written { marks.mayBeUnsorted = true }
            written += entry.length
            if entry.endsWithMark { marks.end = written }
            return
        }
        for index in read..<end { buffer[written + index - read] = bytes[index] }
        written += end - read
    }
}
