extension UTF8Buffer {
    /// Appends a byte as `%` and two hexadecimal digits.
    public mutating func append(percentEncoded byte: UInt8) {
        append("%")
        append(Self.hexadecimal(byte >> 4))
        append(Self.hexadecimal(byte & 15))
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }

    /// Appends a value of a query: percent-encodes every byte except letters, digits and `-._~` (RFC 3986, section 2.3).
    public mutating func appendPercentEncoded(_ text: UnsafeRawBufferPointer) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                append(byte)
            default: append(percentEncoded: byte)
            }
        }
    }
}
