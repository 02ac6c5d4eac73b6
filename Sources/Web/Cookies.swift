public import HTTPTypes

/// Cookies of a request and a response (RFC 6265).
public enum Cookies {
    /// The value of the first cookie of that name, as the client sent it.
    public static func value(of name: String, in fields: HTTPFields) -> String? {
        guard let header = fields[.cookie] else { return nil }
        for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
            let trimmed = pair.drop { $0 == UInt8(ascii: " ") }
            guard trimmed.starts(with: name.utf8) else { continue }
            let rest = trimmed.dropFirst(name.utf8.count)
            if rest.first == UInt8(ascii: "=") { return String(rest.dropFirst()) }
        }
        return nil
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
