/// Writes JSON (RFC 8259) as bytes, in the order of the calls.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    /// Text that is JSON already.
    mutating func raw(_ json: StaticString) {
        bytes.append(json)
    }

    mutating func integer(_ value: some FixedWidthInteger) {
        bytes.append(contentsOf: String(value).utf8)
    }

    mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    /// A string, in which only what must be escaped is (RFC 8259, section 7).
    mutating func string(_ text: String) {
        raw("\"")
        bytes.append(
            text,
            mayContain: { bytes in
                bytes.contains(0, ignoring: 0x1F) || bytes.contains(UInt8(ascii: "\""))
                    || bytes.contains(UInt8(ascii: "\\"))
            },
            replacement: Self.escape)
        raw("\"")
    }

    /// `write` for each element, with commas between, in brackets.
    mutating func array<Element>(_ elements: [Element], _ write: (Element, inout JSONWriter) -> Void) {
        raw("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { raw(",") }
            write(element, &self)
        }
        raw("]")
    }

    private static func escape(_ byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "\""): "\\\""
        case UInt8(ascii: "\\"): "\\\\"
        case UInt8(ascii: "\n"): "\\n"
        case UInt8(ascii: "\r"): "\\r"
        case UInt8(ascii: "\t"): "\\t"
        case 0..<0x20: controls[Int(byte)]
        default: nil
        }
    }

    private static let controls: [StaticString] = [
        "\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005", "\\u0006", "\\u0007",
        "\\u0008", "\\u0009", "\\u000a", "\\u000b", "\\u000c", "\\u000d", "\\u000e", "\\u000f",
        "\\u0010", "\\u0011", "\\u0012", "\\u0013", "\\u0014", "\\u0015", "\\u0016", "\\u0017",
        "\\u0018", "\\u0019", "\\u001a", "\\u001b", "\\u001c", "\\u001d", "\\u001e", "\\u001f",
    ]
}
