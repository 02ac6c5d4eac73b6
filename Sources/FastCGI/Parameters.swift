import CFastCGI
import Glibc
import HTTPTypes
import HTTPValues

/// The FastCGI parameters of a request, copied because libfcgi frees its copy when the request ends.
///
/// nginx sends about 20 parameters, and one more for each header field. Most of them are never read. So this type
/// compares the names as bytes and decodes only the values that it needs.
struct Parameters {
    /// CONTENT_LENGTH in bytes. It is 0 if the parameter is absent or empty (RFC 3875, section 4.1.2), nil if it is not
    /// a plain number, and `Int.max` if `Int` cannot hold it.
    private(set) var contentLength: Int? = 0
    /// nil if the method is absent or not a token (RFC 9110, section 9.1).
    private var method: HTTPRequest.Method?
    /// The request without its method and body. The target is empty if the parameter REQUEST_URI is absent.
    private var request: Request

    private typealias Bytes = UnsafeRawBufferPointer

    /// - Parameters:
    ///   - environment: `NAME=value` strings, then a null pointer (`FCGX_Request.envp`).
    ///   - arrival: see `Request`.
    init(_ environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, arrival: ContinuousClock.Instant) {
        request = Request(target: "", arrival: arrival)
        guard var next = environment else { return }
        while let parameter = next.pointee {
            next += 1
            guard let equals = strchr(parameter, CInt(UInt8(ascii: "="))) else { continue }
            let value = UnsafePointer(equals) + 1
            add(Bytes(start: parameter, count: equals - parameter), Bytes(start: value, count: strlen(value)))
        }
    }

    /// - Returns: nil if there is no valid method, or no target.
    consuming func request(body: Request.Body) -> Request? {
        guard let method, !request.target.isEmpty else { return nil }
        request.method = method
        request.body = body
        return request
    }

    private mutating func add(_ name: Bytes, _ value: Bytes) {
        switch name {
        case "REQUEST_METHOD": method = Self.method(value)
        // Not SCRIPT_NAME or DOCUMENT_URI: they are already decoded, and the router would decode them a second time.
        case "REQUEST_URI": request.target = Self.asciiTarget(value)
        case "CONTENT_LENGTH": contentLength = Self.length(value)
        case "HTTPS": request.isSecure = !value.isEmpty && !value.elementsEqual("off".utf8)
        // Only the web server sets REMOTE_USER. A client's field Remote-User arrives as HTTP_REMOTE_USER.
        case "REMOTE_USER" where !value.isEmpty: request.remoteUser = Self.text(value)
        case "REMOTE_ADDR" where !value.isEmpty: request.remoteAddress = Self.text(value)
        // Only the web server sets REQUEST_ID. A client's field X-Request-ID arrives as HTTP_X_REQUEST_ID.
        case "REQUEST_ID" where !value.isEmpty: request.id = Self.text(value)
        case "CONTENT_TYPE" where !value.isEmpty: Self.add(value, to: &request.fields.contentType)
        default: if "HTTP_" ~= Bytes(rebasing: name.prefix(5)) { addField(name, value) }
        }
    }

    /// Adds a header field. Its parameter has the field's name in capitals (RFC 3875, section 4.1.18).
    private mutating func addField(_ name: Bytes, _ value: Bytes) {
        switch name {
        case "HTTP_HOST": request.authority = Self.text(value)
        case "HTTP_COOKIE": Self.add(value, to: &request.fields.cookie, separator: "; ")
        // An empty key is a mistake of the client. Without a key, its next attempt would create a second note.
        case "HTTP_IDEMPOTENCY_KEY": Self.add(value, to: &request.fields.idempotencyKey, keepsEmpty: true)
        // An empty If-Match is a list without tags, so it differs from no If-Match (RFC 9110, section 13.1.1).
        case "HTTP_IF_MATCH": Self.add(value, to: &request.fields.ifMatch, keepsEmpty: true)
        case "HTTP_IF_NONE_MATCH": Self.add(value, to: &request.fields.ifNoneMatch)
        case "HTTP_ORIGIN": Self.add(value, to: &request.fields.origin)
        case "HTTP_SEC_FETCH_SITE": Self.add(value, to: &request.fields.secFetchSite)
        default: break
        }
    }

    /// - Parameter keepsEmpty: whether an empty value differs from a missing one.
    private static func add(
        _ value: Bytes, to field: inout String?, separator: String = ", ", keepsEmpty: Bool = false
    ) {
        guard !value.isEmpty || (keepsEmpty && field == nil) else { return }
        if field == nil { field = text(value) } else { field?.append(separator + text(value)) }
    }

    private static func text(_ bytes: Bytes) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func method(_ bytes: Bytes) -> HTTPRequest.Method? {
        switch bytes {
        case "GET": .get
        default: HTTPRequest.Method(rawValue: text(bytes))
        }
    }

    private static func length(_ bytes: Bytes) -> Int? {
        guard bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return bytes.isEmpty ? 0 : Int(text(bytes)) ?? .max
    }

    /// Percent-encodes every byte of a target that is not a visible ASCII character (RFC 9112, section 3.2). Otherwise,
    /// `String` would replace bytes that are not UTF-8.
    private static func asciiTarget(_ bytes: Bytes) -> String {
        guard bytes.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) else { return text(bytes) }
        let digits = Array("0123456789ABCDEF".utf8)
        let escaped = bytes.flatMap { byte in
            byte <= 0x20 || byte >= 0x7F ? [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]] : [byte]
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}

/// Lets a `switch` compare bytes with a literal text.
private func ~= (text: StaticString, bytes: UnsafeRawBufferPointer) -> Bool {
    guard text.utf8CodeUnitCount == bytes.count, let start = bytes.baseAddress else { return false }
    return memcmp(text.utf8Start, start, bytes.count) == 0
}
