import HTTPTypes

extension Response {
    /// The status and fields as a CGI program writes them (RFC 3875, section 6.3). Adds Content-Length if absent and
    /// allowed.
    public var head: [UInt8] { keptHead ?? makeHead() }

    /// Makes the head now and keeps it, for a response that is sent many times. A change of the response discards it.
    public mutating func keepHead() {
        // The copy has no spare capacity.
        keptHead = makeHead().withUnsafeBufferPointer(Array.init)
    }

    /// Sets what may differ between responses with the same status and fields.
    ///
    /// - Parameter head: the property `head` of such a response with this body and this tag. It is kept.
    public mutating func set(body: [UInt8], entityTag: String?, head: [UInt8]) {
        self.body = body
        self.entityTag = entityTag
        keptHead = head
    }

    /// Updates the kept head after a change of `entityTag`. The first tag becomes the head's last line.
    mutating func replaceKeptTag(_ formerTag: String?) {
        guard let former = keptHead, let entityTag, formerTag == nil else { return keptHead = nil }
        var head: [UInt8] = []
        head.reserveCapacity(former.count + entityTag.utf8.count + 8)
        head.append(contentsOf: former.dropLast(2))
        head.append(contentsOf: "ETag: ".utf8)
        head.append(contentsOf: entityTag.utf8)
        head.append(contentsOf: "\r\n\r\n".utf8)
        keptHead = head
    }

    private func makeHead() -> [UInt8] {
        var head: [UInt8] = []
        head.reserveCapacity(1024)
        func append(_ name: String, _ value: String) {
            head.append(contentsOf: name.utf8)
            head.append(UInt8(ascii: ":"))
            head.append(UInt8(ascii: " "))
            head.append(contentsOf: value.utf8)
            endLine()
        }
        func endLine() {
            head.append(UInt8(ascii: "\r"))
            head.append(UInt8(ascii: "\n"))
        }
        append("Status", "\(status.code) \(status.reasonPhrase)")
        for field in headerFields { append(field.name.rawName, field.value) }
        if !headerFields.contains(.contentLength) && !forbidsBody { append("Content-Length", String(body.count)) }
        if let entityTag { append("ETag", entityTag) }
        endLine()
        return head
    }
}
