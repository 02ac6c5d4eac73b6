import Crypto
import HTTPTypes
import HTTPValues
import Notes

/// A sentence that the next page shows once.
enum Flash: Character {
    case created = "c"
    case updated = "u"
    case deleted = "d"

    var text: String {
        switch self {
        case .created: "Note created successfully."
        case .updated: "Note updated."
        case .deleted: "Note deleted."
        }
    }
}

/// What a browser's cookie carries from one request to the next.
struct Session: Equatable {
    /// In hexadecimal digits; form tokens are bound to it.
    let seed: String
    /// When the seed was made, in seconds since 1970.
    let created: Int64
    var flashes: [Flash] = []
    /// Whether its cookie was signed with a key that is no longer the one that signs.
    var hasOldKey = false
}

/// Reads and writes sessions, signed with HMAC-SHA256, and the tokens of forms, which are bound to them.
struct Sessions: Sendable {
    static let cookieName = "notes_session"
    /// In seconds: 31 days.
    static let lifetime: Int64 = 31 * 86400
    /// More flashes than this are of no use to anybody.
    private static let maximumFlashes = 4

    /// Signs, and verifies.
    let key: SymmetricKey
    /// Keys that signed before; they only verify.
    let fallbacks: [SymmetricKey]
    let now: @Sendable () -> Timestamp

    /// The session of a request; nil if it has none, or only forged or expired ones.
    func session(of request: Request) -> Session? {
        Cookies.values(of: Self.cookieName, in: request.headerFields).lazy.compactMap(decode).first
    }

    private func decode(_ cookie: String) -> Session? {
        let parts = cookie.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, let code = Hex.decode(parts[3]),
            let key = keyNumber(of: code, for: signed("session", parts[0..<3].joined(separator: "."))),
            let created = Int64(parts[1], radix: 16), (0..<Self.lifetime).contains(seconds - created)
        else { return nil }
        return Session(
            seed: String(parts[0]), created: created, flashes: parts[2].compactMap(Flash.init(rawValue:)),
            hasOldKey: key > 0)
    }

    /// Which key made a code, in constant time for each; nil if none of them did. 0 is the one that signs.
    private func keyNumber(of code: [UInt8], for message: [UInt8]) -> Int? {
        ([key] + fallbacks).firstIndex {
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: $0)
        }
    }

    /// Whether a request's cookies may carry flashes. They need not be genuine.
    func hasFlashes(_ request: Request) -> Bool {
        Cookies.values(of: Self.cookieName, in: request.headerFields).contains { cookie in
            let parts = cookie.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4 && !parts[2].isEmpty
        }
    }

    func newSession() -> Session {
        Session(seed: Hex.encode(randomBytes(16)), created: seconds)
    }

    /// Adds a cookie that carries the session to a response.
    func set(_ session: Session, in response: inout Response, for request: Request) {
        let flashes = String(session.flashes.suffix(Self.maximumFlashes).map(\.rawValue))
        let text = "\(session.seed).\(String(session.created, radix: 16)).\(flashes)"
        let code = HMAC<SHA256>.authenticationCode(for: signed("session", text), using: key)
        response.headerFields[.setCookie] = Cookies.setCookie(
            Self.cookieName, "\(text).\(Hex.encode(Array(code)))", isSecure: request.isSecure)
    }

    /// A token for a form of the session. It is masked anew each time, so that compressing a page which also shows what a
    /// stranger sent tells nothing about it (https://breachattack.com).
    func formToken(for session: Session) -> String {
        let mask = randomBytes(SHA256.byteCount)
        return Hex.encode(mask + zip(mask, formCode(for: session)).map { $0 ^ $1 })
    }

    /// Whether a form's token was made for the session.
    func isValid(_ formToken: String?, for session: Session) -> Bool {
        guard let bytes = formToken.flatMap({ Hex.decode($0) }), bytes.count == 2 * SHA256.byteCount else {
            return false
        }
        let code = zip(bytes.prefix(SHA256.byteCount), bytes.suffix(SHA256.byteCount)).map { $0 ^ $1 }
        return keyNumber(of: code, for: signed("form", session.seed)) != nil
    }

    private func formCode(for session: Session) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: signed("form", session.seed), using: key))
    }

    /// A text marked with what it is signed as, so that no signature serves for another thing.
    private func signed(_ purpose: String, _ text: String) -> [UInt8] {
        Array("notes \(purpose) \(text)".utf8)
    }

    private var seconds: Int64 { now().microseconds / 1_000_000 }

    private func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

/// Bytes as lower-case hexadecimal digits.
private enum Hex {
    static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }
}
