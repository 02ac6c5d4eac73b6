/// The names and values of a query or of a form body (`application/x-www-form-urlencoded`, URL Standard, section 5.1).
public struct URLEncodedForm: Sendable, Equatable {
    /// Why bytes are no form that can be read.
    public enum Malformed: Error, Equatable {
        case notUTF8
        case tooManyFields
    }

    /// More fields than this are refused, so that a large body of tiny fields costs no more memory than a text.
    public static let maximumFields = 1_000

    public struct Field: Sendable, Equatable {
        public let name: String
        public let value: String
    }

    public let fields: [Field]

    /// - Throws: `Malformed` if a name or a value is not UTF-8, or there are more than `maximumFields`.
    public init(_ encoded: some Collection<UInt8>) throws(Malformed) {
        var fields: [Field] = []
        // An array, so that the compiler makes one fast copy of what works on its slices.
        for pair in Array(encoded).split(separator: UInt8(ascii: "&"), maxSplits: Self.maximumFields) {
            guard fields.count < Self.maximumFields else { throw .tooManyFields }
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            fields.append(Field(name: try Self.text(name), value: try Self.text(pair.dropFirst(name.count + 1))))
        }
        self.fields = fields
    }

    /// The value of the first field of that name.
    public subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    private static func text(_ encoded: ArraySlice<UInt8>) throws(Malformed) -> String {
        guard let text = String(validating: PercentEncoding.decode(encoded, plusIsSpace: true), as: UTF8.self) else {
            throw .notUTF8
        }
        return text
    }
}
