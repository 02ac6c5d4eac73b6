import Foundation

/// The folded text of each scalar that folding changes, or that is a mark.
struct FoldTable: Sendable {
    /// Made when the first text outside ASCII is folded, in about 50 ms.
    static let shared = FoldTable()

    /// The longest folded text of a scalar, in bytes, with room for a block of ASCII before it.
    static let maximumLength = 96

    struct Entry {
        fileprivate let bits: UInt32

        fileprivate var start: Int { Int(bits >> 9) }
        var length: Int { Int(bits & 0x7F) }
        /// Whether the folded text begins with a mark that has a combining class. Within the text, marks are in order.
        var beginsWithMark: Bool { bits & 0x80 != 0 }
        /// Whether the folded text ends with such a mark.
        var endsWithMark: Bool { bits & 0x100 != 0 }
    }

    /// For each 256 scalars, the number of their page in `entries`. Page 0 is for scalars that stay as they are.
    private var pages: [UInt16]
    private var entries = [UInt32](repeating: 0, count: 256)
    private var texts: [UInt8] = [0]

    subscript(scalar: UInt32) -> Entry? {
        let page = Int(scalar >> 8)
        guard page < pages.count else { return nil }
        let bits = entries[Int(pages[page]) << 8 | Int(scalar & 0xFF)]
        return bits == 0 ? nil : Entry(bits: bits)
    }

    func copy(_ entry: Entry, to target: UnsafeMutableRawBufferPointer) {
        texts.withUnsafeBytes {
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[entry.start..<entry.start + entry.length]))
        }
    }

    /// The scalars that folding may change. Between them are ideographs, and scalars without a meaning.
    private static let ranges: [ClosedRange<UInt32>] = [
        0...0, 0x80...0x33FF, 0xA000...0xD7FF, 0xF900...0xFFFF, 0x10000...0x16FFF, 0x1AFF0...0x1FBFF, 0x2F800...0x2FA1F,
    ]

    private init() {
        pages = [UInt16](repeating: 0, count: 0x2FB)
        for value in Self.ranges.joined() {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let folded = Self.fold(scalar)
            let isMark = folded.unicodeScalars.map { $0.properties.canonicalCombiningClass.rawValue != 0 }
            let (beginsWithMark, endsWithMark) = (isMark.first ?? false, isMark.last ?? false)
            guard beginsWithMark || isMark.count != 1 || folded.unicodeScalars.first != scalar else { continue }
            let page = Int(value >> 8)
            if pages[page] == 0 {
                pages[page] = UInt16(entries.count >> 8)
                entries.append(contentsOf: repeatElement(0, count: 256))
            }
            entries[Int(pages[page]) << 8 | Int(value & 0xFF)] =
                UInt32(texts.count) << 9 | (endsWithMark ? 0x100 : 0) | (beginsWithMark ? 0x80 : 0)
                | UInt32(folded.utf8.count)
            texts.append(contentsOf: folded.utf8)
        }
    }

    private static func fold(_ scalar: Unicode.Scalar) -> String {
        // FTS5, SQLite's search index, ends a text at U+0000, and cannot distinguish U+FFFE and U+FFFF from U+FFFD.
        if [0, 0xFFFE, 0xFFFF].contains(scalar.value) || scalar == TextFold.never { return "\u{FFFD}" }
        guard scalar.properties.generalCategory != .unassigned else { return String(scalar) }
        // The small form of ẞ is ß, which becomes ss. And a small letter may have a decomposition again.
        return withoutAccents(withoutCase(withoutCase(withoutAccents(String(scalar)))))
    }

    private static func withoutAccents(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        result.append(
            contentsOf: text.decomposedStringWithCompatibilityMapping.unicodeScalars.filter {
                !(0x0300...0x036F).contains($0.value)
            })
        return String(result)
    }

    private static func withoutCase(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            guard scalar.properties.changesWhenCaseMapped else { return String(scalar) }
            return scalar.properties.uppercaseMapping.unicodeScalars.map(\.properties.lowercaseMapping).joined()
        }.joined()
    }
}
