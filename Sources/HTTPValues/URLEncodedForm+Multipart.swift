extension URLEncodedForm {
    /// The longest head (header fields) of a part, in bytes. Reading ends at a part with a longer head.
    private static let maximumHeadBytes = 1024

    /// Reads the fields of a `multipart/form-data` body (RFC 7578), so that a page can show the user's texts again.
    ///
    /// Skips parts without a name. Replaces bytes that are not UTF-8 with U+FFFD. Finds no fields if the boundary is
    /// missing or longer than 70 characters (RFC 2046, section 5.1.1). Takes time in proportion to the body's length.
    ///
    /// - Parameter contentType: the field Content-Type with its parameter `boundary`.
    public init(multipart body: [UInt8], contentType: String) {
        var fields: [Field] = []
        // A delimiter includes the line end before it. The first delimiter of a body has none, so this adds one.
        let bytes = Array("\r\n".utf8) + body
        let boundary = Self.parameter("boundary", of: contentType) ?? ""
        let delimiter = Array("\r\n--\(boundary)".utf8)
        /// Returns the index of `text` in `range`. `text` must begin with a carriage return.
        func find(_ text: [UInt8], in range: Range<Int>) -> Int? {
            var rest = bytes[range]
            while let start = rest.firstIndex(of: UInt8(ascii: "\r")) {
                rest = rest[start...]
                if rest.starts(with: text) { return start }
                rest.removeFirst()
            }
            return nil
        }
        var start = (1...70).contains(boundary.utf8.count) ? find(delimiter, in: 0..<bytes.count) : nil
        for _ in 0..<Self.maximumFields {
            guard let headStart = start.map({ $0 + delimiter.count }),
                let end = find(delimiter, in: headStart..<bytes.count),
                let headEnd = find(Array("\r\n\r\n".utf8), in: headStart..<min(end, headStart + Self.maximumHeadBytes))
            else { break }
            if let name = Self.parameter("name", of: String(decoding: bytes[headStart..<headEnd], as: UTF8.self)) {
                fields.append(Field(name: name, value: String(decoding: bytes[(headEnd + 4)..<end], as: UTF8.self)))
            }
            start = end
        }
        self.init(fields: fields)
    }

    /// Finds the value of a parameter such as `name="title"`, with or without quotes.
    private static func parameter(_ name: String, of field: String) -> String? {
        var isQuoted = false
        let parts = field.utf8.split { byte in
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            return !isQuoted && [UInt8(ascii: ";"), UInt8(ascii: "\r"), UInt8(ascii: "\n")].contains(byte)
        }
        for part in parts {
            let parameter = Substring(part).drop { $0 == " " }
            guard parameter.lowercased().hasPrefix("\(name)=") else { continue }
            return String(parameter.dropFirst(name.count + 1)).replacing("\"", with: "")
        }
        return nil
    }
}
