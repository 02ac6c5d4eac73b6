/// Puts the marks after each letter into their canonical order (Unicode Standard, section 3.11), so that two texts with the
/// same marks in another order are equal.
enum MarkOrder {
    /// Sorts the marks in the beginning of a folded text. Text that is not UTF-8 stays as it is.
    static func sort(_ text: inout [UInt8], upTo end: Int) {
        guard let string = String(validating: text[..<end], as: UTF8.self) else { return }
        var scalars = Array(string.unicodeScalars)
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
        text.replaceSubrange(..<end, with: String(result).utf8)
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
