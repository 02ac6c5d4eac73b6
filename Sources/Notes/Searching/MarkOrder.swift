/// Puts the marks after each letter into their canonical order (Unicode Standard, section 3.11), so that two texts with the
/// same marks in another order are equal.
enum MarkOrder {
    /// Sorts the marks in the beginning of a folded text in UTF-8.
    static func sort(_ text: inout [UInt8], upTo end: Int) {
        var scalars = Array(String(decoding: text[..<end], as: UTF8.self).unicodeScalars)
        guard isUnsorted(scalars) else { return }
        var start = 0
        while start < scalars.count {
            let end = scalars[start...].firstIndex { combiningClass($0) == 0 } ?? scalars.count
            // Swift's sort keeps the order of marks with the same class.
            if end > start + 1 { scalars[start..<end].sort { combiningClass($0) < combiningClass($1) } }
            start = end + 1
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        let bytes = Array(String(result).utf8)
        // Bytes that are not UTF-8 stay as they are.
        if bytes.count == end { text.replaceSubrange(..<end, with: bytes) }
    }

    private static func isUnsorted(_ scalars: [Unicode.Scalar]) -> Bool {
        var previous: UInt8 = 0
        return scalars.contains { scalar in
            defer { previous = combiningClass(scalar) }
            return combiningClass(scalar) != 0 && combiningClass(scalar) < previous
        }
    }

    private static func combiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
        scalar.value < 0x0300 ? 0 : scalar.properties.canonicalCombiningClass.rawValue
    }
}
