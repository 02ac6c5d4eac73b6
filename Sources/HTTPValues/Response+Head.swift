import HTTPTypes

extension Response {
    /// The status and fields as a CGI program writes them (RFC 3875, section 6.3). Adds Content-Length if absent and
    /// allowed.
    public var head: [UInt8] { keptHead ?? makeHead() }

    /// Makes the head now and keeps it, for a response that is sent many times. A change of the response discards it.
    public mutating func keepHead() {
        keptHead = makeHead()
    }

    private func makeHead() -> [UInt8] {
        var head: [UInt8] = []
        head.reserveCapacity(1024)
        func append(_ name: String, _ value: String) {
            head += name.utf8
            head += ": ".utf8
            head += value.utf8
            head += "\r\n".utf8
        }
        append("Status", "\(status.code) \(status.reasonPhrase)")
        for field in headerFields { append(field.name.rawName, field.value) }
        if !headerFields.contains(.contentLength) && !forbidsBody { append("Content-Length", String(body.count)) }
        head += "\r\n".utf8
        return head
    }
}
