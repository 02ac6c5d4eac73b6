extension URLEncodedForm {
    /// Reads the text fields of a form body of the type `multipart/form-data` (RFC 7578), so that a page can show them again.
    ///
    /// Parts without a name are left out. Bytes that are not UTF-8 become U+FFFD. There are no fields if the boundary is
    /// missing or longer than 70 characters (RFC 2046, section 5.1.1).
    ///
    /// - Parameter contentType: the field Content-Type with its parameter `boundary`.
    public init(multipart body: [UInt8], contentType: String) {
        let boundary = Self.parameter("boundary", of: contentType) ?? ""
        let delimiter = Array("\r\n--\(boundary)".utf8)
        var fields: [Field] = []
        // The first delimiter has no line end before it.
        var rest = (Array("\r\n".utf8) + body)[...]
        while (1...70).contains(boundary.utf8.count), fields.count < Self.maximumFields,
            let start = rest.firstRange(of: delimiter)
        {
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: delimiter),
                let blankLine = rest[..<end.lowerBound].firstRange(of: Array("\r\n\r\n".utf8))
            else { break }
            let head = String(decoding: rest[..<blankLine.lowerBound], as: UTF8.self)
            if let name = Self.parameter("name", of: head) {
                let value = String(decoding: rest[blankLine.upperBound..<end.lowerBound], as: UTF8.self)
                fields.append(Field(name: name, value: value))
            }
        }
        self.init(fields: fields)
    }

    /// The value of a parameter such as `name="title"`, with or without quotes.
    private static func parameter(_ name: String, of field: String) -> String? {
        for part in field.split(whereSeparator: { $0 == ";" || $0.isNewline }) {
            let part = part.drop { $0 == " " }
            guard part.hasPrefix("\(name)=") else { continue }
            return String(part.dropFirst(name.count + 1)).replacing("\"", with: "")
        }
        return nil
    }
}
