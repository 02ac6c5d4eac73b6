/// Cookies of requests and responses (RFC 6265).
public enum Cookies {
    /// Returns the values of all cookies called `name`. A browser may send several, which differ in path or domain.
    ///
    /// - Parameter header: the value of the field Cookie; nil if the request does not have the field.
    public static func values(of name: String, in header: String?) -> [String] {
        var values: [String] = []
        forEachValue(of: name, in: header) { values.append(String(decoding: $0, as: UTF8.self)) }
        return values
    }

    /// Calls `body` with the bytes of each value of a cookie called `name`. Makes no strings, so it is much faster.
    public static func forEachValue(
        of name: String, in header: String?, _ body: (Slice<UnsafeBufferPointer<UInt8>>) -> Void
    ) {
        guard var header else { return }
        header.withUTF8 { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let end = rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.endIndex
                let pair = rest[..<end].drop { $0 == UInt8(ascii: " ") }
                rest = rest[end...].dropFirst()
                guard pair.starts(with: name.utf8) else { continue }
                let value = pair.dropFirst(name.utf8.count)
                if value.first == UInt8(ascii: "=") { body(value.dropFirst()) }
            }
        }
    }

    /// Makes the value of a `Set-Cookie` field. Scripts cannot read the cookie, browsers do not send it with a POST
    /// from another site, and they delete it when they are closed.
    ///
    /// - Parameters:
    ///   - value: must consist of the characters that RFC 6265, section 4.1.1 allows.
    ///   - path: the browser sends the cookie only with requests for this path and paths below it.
    ///   - isSecure: whether the browser sends the cookie only over HTTPS.
    public static func setCookie(_ name: String, _ value: String, path: String, isSecure: Bool) -> String {
        "\(name)=\(value); Path=\(path); HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }
}
