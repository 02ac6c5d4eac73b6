import Notes

/// Writes JSON (RFC 8259) as bytes, in the order of the calls, and adds the commas and quotes.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    /// - Parameter capacity: about how many bytes will be written.
    init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes an object. `write` calls `member` for each member.
    @inline(__always)
    mutating func object(_ write: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        write(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    /// Writes an array. `write` is called for each of `elements` and writes it.
    mutating func array<Element>(_ elements: [Element], _ write: (inout JSONWriter, Element) -> Void) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Writes a member of the current object. `write` writes the member's value.
    ///
    /// - Parameter name: must not contain a character that needs an escape.
    @inline(__always)
    mutating func member(_ name: StaticString, _ write: (inout JSONWriter) -> Void) {
        // The first member directly follows the opening brace. Every other member needs a comma before it.
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(name)
        bytes.append("\":")
        write(&self)
    }

    mutating func member(_ name: StaticString, _ value: some FixedWidthInteger) {
        member(name) { $0.bytes.append(contentsOf: String(value).utf8) }
    }

    mutating func member(_ name: StaticString, _ value: Bool) {
        member(name) { $0.bytes.append(value ? "true" : "false") }
    }

    /// Writes a member that is a string; nil becomes `null`.
    mutating func member(_ name: StaticString, _ value: String?) {
        member(name) { json in
            if let value { json.string(value) } else { json.bytes.append("null") }
        }
    }

    /// Writes a member that is a time in the form of RFC 3339, as a string; nil becomes `null`.
    mutating func member(_ name: StaticString, _ value: Timestamp?) {
        member(name) { json in
            guard let value else { return json.bytes.append("null") }
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Timestamp.maximumTextBytes) { text in
                let count = value.write(to: text, separator: "T", suffix: "Z", isQuoted: true)
                json.bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: text[..<count]))
            }
        }
    }

    /// Writes a string. Escapes only the characters that JSON does not allow in strings (RFC 8259, section 7).
    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(
            text,
            mustReplace: { bytes in
                (bytes .< SIMD16(repeating: 0x20)) .| (bytes .== SIMD16(repeating: UInt8(ascii: "\"")))
                    .| (bytes .== SIMD16(repeating: UInt8(ascii: "\\")))
            },
            replacement: Self.escape)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a line feed, to separate JSON texts.
    mutating func lineFeed() {
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func escape(_ byte: UInt8) -> StaticString {
        switch byte {
        case UInt8(ascii: "\""): "\\\""
        case UInt8(ascii: "\\"): "\\\\"
        case UInt8(ascii: "\n"): "\\n"
        case UInt8(ascii: "\r"): "\\r"
        case UInt8(ascii: "\t"): "\\t"
        default: controls[Int(byte)]
        }
    }

    private static let controls: [StaticString] = [
        "\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005", "\\u0006", "\\u0007",
        "\\u0008", "\\u0009", "\\u000a", "\\u000b", "\\u000c", "\\u000d", "\\u000e", "\\u000f",
        "\\u0010", "\\u0011", "\\u0012", "\\u0013", "\\u0014", "\\u0015", "\\u0016", "\\u0017",
        "\\u0018", "\\u0019", "\\u001a", "\\u001b", "\\u001c", "\\u001d", "\\u001e", "\\u001f",
    ]
}
