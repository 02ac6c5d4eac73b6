/// The names and values of a query or of a form body (`application/x-www-form-urlencoded`, URL Standard, section 5.1).
public struct URLEncodedForm: Sendable, Equatable {
    /// Why bytes cannot be read as a form.
    public enum Malformed: Error, Equatable {
        case notUTF8
        case tooManyFields
    }

    /// The largest number of fields. It limits the memory that a large body of tiny fields takes.
    public static let maximumFields = 1_000

    public struct Field: Sendable, Equatable {
        public let name: String
        public let value: String
    }

    public let fields: [Field]

    /// The value of the first field called `name`; nil if there is none.
    public subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }
}

extension URLEncodedForm {
    /// - Parameter repairing: whether to replace bytes that are not UTF-8 with U+FFFD instead of throwing `notUTF8`.
    /// - Throws: `Malformed` if a name or a value is not UTF-8, or there are more than `maximumFields` fields.
    public init(_ encoded: some Collection<UInt8>, repairing: Bool = false) throws(Malformed) {
        var fields: [Field] = []
        // The slices of an array have the same type for every caller, so the compiler can optimise the code below.
        for pair in Array(encoded).split(separator: UInt8(ascii: "&"), maxSplits: Self.maximumFields) {
            guard fields.count < Self.maximumFields else { throw .tooManyFields }
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            fields.append(
                Field(
                    name: try Self.text(name, repairing),
                    value: try Self.text(pair.dropFirst(name.count + 1), repairing)))
        }
        self.fields = fields
    }

    private static func text(_ encoded: ArraySlice<UInt8>, _ repairing: Bool) throws(Malformed) -> String {
        let decoded = PercentEncoding.decode(encoded, plusIsSpace: true)
        if let text = String(validating: decoded, as: UTF8.self) { return text }
        guard repairing else { throw .notUTF8 }
        return String(decoding: decoded, as: UTF8.self)
    }
}
