public import HTTPTypes

/// Cookies of a request and a response (RFC 6265).
public enum Cookies {
    /// The values of all cookies of that name, as the client sent them: a browser may have several, of other paths or domains.
    public static func values(of name: String, in fields: HTTPFields) -> [String] {
        guard let header = fields[.cookie] else { return [] }
        return header.utf8.split(separator: UInt8(ascii: ";")).compactMap { pair in
            let trimmed = pair.drop { $0 == UInt8(ascii: " ") }
            guard trimmed.starts(with: name.utf8) else { return nil }
            let rest = trimmed.dropFirst(name.utf8.count)
            return rest.first == UInt8(ascii: "=") ? String(rest.dropFirst()) : nil
        }
    }

    /// The value of a field `Set-Cookie` for the whole site, which scripts cannot read and other sites' forms do not send,
    /// kept until the browser ends its session.
    ///
    /// - Parameters:
    ///   - value: of characters that RFC 6265, section 4.1.1 allows.
    ///   - isSecure: whether the cookie is for HTTPS alone.
    public static func setCookie(_ name: String, _ value: String, isSecure: Bool) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }
}
