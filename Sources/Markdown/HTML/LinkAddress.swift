import UTF8Text

/// The address of a link. It leads to a web page, an e-mail address, a telephone number or a place on this site.
///
/// It is valid as long as the bytes that it was made of.
struct LinkAddress {
    private let bytes: UnsafeRawBufferPointer
    private let lacksScheme: Bool

    /// - Parameter bytes: the address in UTF-8, without character references.
    /// - Returns: nil if the address has another scheme such as `javascript:`, or would lead to another site without a
    ///   scheme, as `//example.org` does.
    init?(_ bytes: UnsafeRawBufferPointer) {
        let end = bytes.firstIndex {
            $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
        }
        if let end, bytes[end] == UInt8(ascii: ":") {
            switch String(decoding: bytes[..<end], as: UTF8.self).lowercased() {
            case "http", "https", "mailto", "tel": break
            default: return nil
            }
        } else if bytes.prefix(2).allSatisfy({ $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }), bytes.count > 1 {
            // Browsers read a backslash in an address as a slash (URL standard, section 4.4).
            return nil
        }
        self.bytes = bytes
        lacksScheme = false
    }

    /// - Parameters:
    ///   - address: an address in `text`.
    init(_ address: AddressScanner.Address, in text: UnsafeRawBufferPointer) {
        bytes = UnsafeRawBufferPointer(rebasing: text[address.range])
        lacksScheme = address.lacksScheme
    }

    /// Appends the address, percent-encoded and escaped for an attribute in double quotes. Every character that a
    /// browser would skip or change is encoded, so the browser sees the scheme that `init(_:)` has checked.
    func append(to output: inout UTF8Buffer) {
        if lacksScheme { output.append("http://") }
        var start = 0
        for index in bytes.indices where !Self.isPlain(bytes[index]) {
            output.append(UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
            start = index + 1
            let byte = bytes[index]
            if byte == UInt8(ascii: "&") {
                output.append("&amp;")
            } else {
                output.append(percentEncoded: byte)
            }
        }
        output.append(UnsafeRawBufferPointer(rebasing: bytes[start...]))
    }

    /// Whether a byte stays as it is: the unreserved and reserved characters of RFC 3986, section 2, and `%`, because
    /// the address may be encoded already.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "?")...UInt8(ascii: "Z"),  // `?`, `@` and A to Z
            UInt8(ascii: "(")...UInt8(ascii: ";"),  // `()*+,-./`, 0 to 9, `:` and `;`
            UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "="),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
