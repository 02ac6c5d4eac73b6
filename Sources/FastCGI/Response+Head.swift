import HTTPTypes
import HTTPValues

extension Response {
    /// The status and fields of a CGI response (RFC 3875, section 6.3). Adds Content-Length if absent and allowed.
    var head: [UInt8] {
        var head: [UInt8] = []
        head.reserveCapacity(512)
        func append(_ name: String, _ value: String) {
            head.append(contentsOf: name.utf8)
            head.append(contentsOf: [UInt8(ascii: ":"), UInt8(ascii: " ")])
            head.append(contentsOf: value.utf8)
            head.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
        }
        append("Status", "\(status.code) \(status.reasonPhrase)")
        for field in headerFields { append(field.name.rawName, field.value) }
        if headerFields[.contentLength] == nil && !forbidsBody { append("Content-Length", String(body.count)) }
        head.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
        return head
    }
}
