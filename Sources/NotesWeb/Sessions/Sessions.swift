import HTTPValues
import Hashing
import Notes

/// Reads and writes session cookies, signed with HMAC-SHA256, and form tokens, each of which is valid in one session.
struct Sessions: Sendable {
    static let cookieName = "notes_session"
    /// How long a session lasts, in seconds: 31 days.
    static let lifetime: Int64 = 31 * 86400
    /// The most flashes that a cookie carries. Each takes at most 100 bytes. Browsers store at least 4096 bytes (RFC 6265,
    /// section 6.1).
    private static let maximumFlashes = 4

    let key: SecretKey
    /// Former keys. They still verify cookies and tokens, but sign nothing.
    let fallbacks: [SecretKey]
    let now: @Sendable () -> Timestamp

    /// Returns the session of a request; nil if the request has no cookie, or only forged or expired cookies.
    func session(of request: Request) -> Session? {
        Cookies.values(of: Self.cookieName, in: request.fields.cookie).lazy.compactMap(decode).first
    }

    /// Returns whether a request has a session cookie, valid or not.
    func hasCookie(_ request: Request) -> Bool {
        !Cookies.values(of: Self.cookieName, in: request.fields.cookie).isEmpty
    }

    /// Returns whether the cookies of a request may carry flashes. Does not verify the cookies.
    func hasFlashes(_ request: Request) -> Bool {
        var hasFlashes = false
        Cookies.forEachValue(of: Self.cookieName, in: request.fields.cookie) { cookie in
            // The flashes are between the second and the third dot (see `cookie`).
            var (dots, flashes) = (0, 0)
            for byte in cookie {
                if byte == UInt8(ascii: ".") { dots += 1 } else if dots == 2 { flashes += 1 }
            }
            if dots == 3 && flashes > 0 { hasFlashes = true }
        }
        return hasFlashes
    }

    func newSession() -> Session {
        Session(seed: Hex.randomDigits(bytes: 16), created: seconds)
    }

    /// Returns the value of the cookie that carries a session.
    func cookie(_ session: Session) -> String {
        let flashes = session.flashes.suffix(Self.maximumFlashes).map(\.description).joined(separator: "/")
        let text = "\(session.seed).\(String(session.created, radix: 16)).\(flashes)"
        return "\(text).\(Hex.encode(sign("session", text)))"
    }

    /// Makes a form token for a session. A random mask makes each token different. Otherwise an attacker could guess
    /// the token from the compressed size of pages that also show the attacker's text (https://breachattack.com).
    func formToken(for session: Session) -> String {
        let mask = randomBytes(SHA256.byteCount)
        return Hex.encode(mask + zip(mask, sign("form", session.seed)).map { $0 ^ $1 })
    }

    /// Returns whether a form's token was made for a session.
    func isValid(_ formToken: String, for session: Session) -> Bool {
        guard let bytes = Hex.decode(formToken), bytes.count == 2 * SHA256.byteCount else { return false }
        let code = zip(bytes.prefix(SHA256.byteCount), bytes.suffix(SHA256.byteCount)).map { $0 ^ $1 }
        return keyNumber(of: code, "form", session.seed) != nil
    }

    private func decode(_ cookie: String) -> Session? {
        let parts = cookie.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, let code = Hex.decode(parts[3]),
            let key = keyNumber(of: code, "session", parts[0..<3].joined(separator: ".")),
            let created = Int64(parts[1], radix: 16), (0..<Self.lifetime).contains(seconds - created)
        else { return nil }
        let texts = parts[2].split(separator: "/")
        let flashes = texts.compactMap { WaitingFlash(String($0)) }
            .filter { seconds - $0.created < WaitingFlash.lifetime }
        return Session(
            seed: String(parts[0]), created: created, flashes: flashes,
            isOutdated: key > 0 || flashes.count < texts.count)
    }

    private func sign(_ purpose: String, _ text: String) -> [UInt8] {
        key.sign(message(purpose, text))
    }

    /// Returns the number of the key that made a code: 0 for the current key, more for a former key, nil for none of
    /// them. Compares in constant time.
    private func keyNumber(of code: [UInt8], _ purpose: String, _ text: String) -> Int? {
        let message = message(purpose, text)
        return ([key] + fallbacks).firstIndex { $0.isValid(code, for: message) }
    }

    /// The bytes to sign. They include the purpose, so that a cookie's signature is not valid in a form token.
    private func message(_ purpose: String, _ text: String) -> [UInt8] {
        Array("notes \(purpose) \(text)".utf8)
    }

    /// The time in seconds since 1970.
    var seconds: Int64 { now().microseconds / 1_000_000 }
}
