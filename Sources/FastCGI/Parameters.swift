import CFastCGI
import Glibc
import HTTPTypes
import HTTPValues

/// The FastCGI parameters of a request, copied because libfcgi frees its copy when the request ends.
struct Parameters {
    /// The bytes of CONTENT_LENGTH; empty if the parameter is absent or empty.
    private(set) var contentLength: [UInt8] = []
    /// nil if the method is absent or not a token (RFC 9110, section 9.1).
    private var method: HTTPRequest.Method?
    /// The request without its method and body. The target is empty if the parameter REQUEST_URI is absent.
    private var request = Request(target: "")

    /// How many header fields of a request are kept. `HTTPFields` holds at most 65,534; real clients send under 1,000.
    private static let maximumHeaderFields = 1000

    /// - Parameter environment: `NAME=value` strings, then a null pointer (`FCGX_Request.envp`).
    init(_ environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) {
        guard var next = environment else { return }
        while let parameter = next.pointee {
            let bytes = UnsafeBufferPointer(
                start: UnsafeRawPointer(parameter).assumingMemoryBound(to: UInt8.self), count: strlen(parameter))
            next += 1
            guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
            add(Slice(base: bytes, bounds: 0..<equals), bytes[(equals + 1)...])
        }
    }

    /// - Returns: nil if there is no valid method, or no target.
    consuming func request(body: Request.Body) -> Request? {
        guard let method, !request.target.isEmpty else { return nil }
        request.method = method
        request.body = body
        return request
    }

    private mutating func add(_ name: Slice<UnsafeBufferPointer<UInt8>>, _ value: Slice<UnsafeBufferPointer<UInt8>>) {
        switch String(decoding: name, as: UTF8.self) {
        case "REQUEST_METHOD": method = HTTPRequest.Method(rawValue: String(decoding: value, as: UTF8.self))
        // Not SCRIPT_NAME or DOCUMENT_URI: they are already decoded, and the router would decode them a second time.
        case "REQUEST_URI": request.target = Self.asciiTarget(value)
        case "HTTP_HOST": request.authority = String(decoding: value, as: UTF8.self)
        case "CONTENT_LENGTH": contentLength = Array(value)
        case "CONTENT_TYPE" where !value.isEmpty:
            request.headerFields[fields: .contentType] = [HTTPField(name: .contentType, lenientValue: value)]
        case "HTTPS": request.isSecure = !value.isEmpty && !value.elementsEqual("off".utf8)
        // Only the web server sets REMOTE_USER. A client's field Remote-User arrives as HTTP_REMOTE_USER.
        case "REMOTE_USER" where !value.isEmpty: request.remoteUser = String(decoding: value, as: UTF8.self)
        case "REMOTE_ADDR" where !value.isEmpty: request.remoteAddress = String(decoding: value, as: UTF8.self)
        // Only the web server sets REQUEST_ID. A client's field X-Request-ID arrives as HTTP_X_REQUEST_ID.
        case "REQUEST_ID" where !value.isEmpty: request.id = String(decoding: value, as: UTF8.self)
        default:
            if name.starts(with: "HTTP_".utf8) { addField(name.dropFirst(5), value) }
        }
    }

    private mutating func addField(
        _ name: Slice<UnsafeBufferPointer<UInt8>>, _ value: Slice<UnsafeBufferPointer<UInt8>>
    ) {
        let fieldName = String(
            decoding: name.map { byte in
                switch byte {
                case UInt8(ascii: "_"): UInt8(ascii: "-")
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
                default: byte
                }
            }, as: UTF8.self)
        // Content-Type and Content-Length have their own parameters. The field Proxy is an attack: https://httpoxy.org
        guard !["content-type", "content-length", "proxy"].contains(fieldName),
            request.headerFields.count < Self.maximumHeaderFields, let name = HTTPField.Name(fieldName)
        else { return }
        request.headerFields.append(HTTPField(name: name, lenientValue: value))
    }

    /// Percent-encodes every byte of a target that is not a visible ASCII character (RFC 9112, section 3.2). Otherwise,
    /// `String` would replace bytes that are not UTF-8.
    private static func asciiTarget(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        guard bytes.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) else { return String(decoding: bytes, as: UTF8.self) }
        let digits = Array("0123456789ABCDEF".utf8)
        let escaped = bytes.flatMap { byte in
            byte <= 0x20 || byte >= 0x7F ? [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]] : [byte]
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
