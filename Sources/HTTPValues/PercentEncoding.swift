/// Percent-encoding of URLs (RFC 3986, section 2.1) on UTF-8 bytes.
public enum PercentEncoding {
    /// Decodes percent-encoded bytes. A percent sign stays as it is unless two hexadecimal digits follow it (URL
    /// Standard, section 1.3, "percent-decode").
    ///
    /// - Parameter plusIsSpace: whether `+` means a space, as in forms and queries.
    public static func decode(_ encoded: some Collection<UInt8>, plusIsSpace: Bool = false) -> [UInt8] {
        encoded.withContiguousStorageIfAvailable { decode(bytes: $0, plusIsSpace) }
            ?? Array(encoded).withUnsafeBufferPointer { decode(bytes: $0, plusIsSpace) }
    }

    // This function is not generic, so the compiler needs only one copy and can optimise it.
    private static func decode(bytes: UnsafeBufferPointer<UInt8>, _ plusIsSpace: Bool) -> [UInt8] {
        // All empty arrays share one object. The initializer below would write its count, which is a data race.
        guard !bytes.isEmpty else { return [] }
        return [UInt8](unsafeUninitializedCapacity: bytes.count) { decoded, count in
            var index = 0
            while index < bytes.count {
                var byte = bytes[index]
                index += 1
                if byte == UInt8(ascii: "%"), index + 1 < bytes.count, let high = hexDigit(bytes[index]),
                    let low = hexDigit(bytes[index + 1])
                {
                    byte = high << 4 | low
                    index += 2
                } else if plusIsSpace && byte == UInt8(ascii: "+") {
                    byte = UInt8(ascii: " ")
                }
                decoded[count] = byte
                count += 1
            }
        }
    }

    /// Percent-encodes every byte of `text` except letters, digits and `-._~` (RFC 3986, section 2.3).
    public static func encode(_ text: String) -> String {
        let encoded = text.utf8.flatMap { byte in
            unreserved.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// The value of a hexadecimal digit in ASCII, in either case; nil if the byte is something else.
    public static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
