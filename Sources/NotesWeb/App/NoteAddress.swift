/// The address of a note, or one below it. A page has a dozen of them, so the renderer writes them without making a String.
struct NoteAddress: Sendable {
    /// The address up to the id.
    let prefix: String
    let id: Int64
    /// The path after the id, in characters that HTML need not escape.
    let path: StaticString
    /// The query with its question mark, or an empty text.
    let query: String

    var text: String { "\(prefix)\(id)\(path)\(query)" }
}

extension [UInt8] {
    /// Appends an address, escaped for HTML.
    mutating func appendHTML(_ address: NoteAddress) {
        appendHTML(address.prefix)
        append(decimal: address.id)
        append(address.path)
        appendHTML(address.query)
    }

    /// Appends a number in decimal digits.
    mutating func append(decimal number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = digits.count
            var rest = number.magnitude
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }
}
