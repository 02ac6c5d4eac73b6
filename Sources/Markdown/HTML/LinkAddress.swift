/// The address of a link. It leads to a web page, an e-mail address, a telephone number or a place on this site.
struct LinkAddress {
    private static let schemes = ["http", "https", "mailto", "tel"]

    private let bytes: [UInt8]

    /// - Parameter bytes: the address in UTF-8, without character references.
    /// - Returns: nil if the address has another scheme such as `javascript:`, or would lead to another site without a
    ///   scheme, as `//example.org` does.
    init?(_ bytes: [UInt8]) {
        let end = bytes.firstIndex {
            [UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains($0)
        }
        if let end, bytes[end] == UInt8(ascii: ":") {
            let scheme = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
            guard Self.schemes.contains(scheme) else { return nil }
        } else if bytes.prefix(2).allSatisfy({ $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }), bytes.count > 1 {
            // Browsers read a backslash in an address as a slash (URL standard, section 4.4).
            return nil
        }
        self.bytes = bytes
    }

    /// Appends the address, percent-encoded and escaped for an attribute in double quotes. Every character that a
    /// browser would skip or change is encoded, so the browser sees the scheme that `init(_:)` has checked.
    func append(to output: inout HTMLBuffer) {
        for byte in bytes {
            if byte == UInt8(ascii: "&") {
                output.append("&amp;" as StaticString)
            } else if Self.isPlain[Int(byte)] {
                output.append(byte)
            } else {
                output.append(UInt8(ascii: "%"))
                output.append(Self.hexadecimal[Int(byte >> 4)])
                output.append(Self.hexadecimal[Int(byte & 15)])
            }
        }
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)

    /// Whether a byte stays as it is: the unreserved and reserved characters of RFC 3986, section 2, and `%`, because
    /// the address may be encoded already.
    private static let isPlain: [Bool] = {
        let plain = Set("-._~:/?#[]@!$()*+,;=%0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        return (0...UInt8.max).map(plain.contains)
    }()
}
