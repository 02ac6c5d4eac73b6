/// Decodes character references such as `&amp;`, `&#38;` and `&#x26;` (CommonMark 0.31, section 2.5).
enum CharacterReferences {
    /// Appends the characters that a reference stands for, in UTF-8. A name that nobody knows is appended as it is.
    ///
    /// - Parameter reference: the whole reference, from `&` to `;`.
    static func append(_ reference: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        let name = reference.dropFirst().dropLast()
        if name.first == UInt8(ascii: "#") {
            output.append(contentsOf: String(character(number: name.dropFirst())).utf8)
        } else if let characters = table[String(decoding: name, as: UTF8.self)] {
            output.append(contentsOf: characters.utf8)
        } else {
            output.append(contentsOf: reference)
        }
    }

    /// The character with a number; U+FFFD if there is no such character, and for NUL.
    ///
    /// - Parameter number: decimal digits, or `x` and hexadecimal digits.
    private static func character(number: Slice<UnsafeRawBufferPointer>) -> Unicode.Scalar {
        let isHexadecimal = number.first.map { $0 | 0x20 } == UInt8(ascii: "x")
        let digits = String(decoding: isHexadecimal ? number.dropFirst() : number, as: UTF8.self)
        let scalar = UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
        return scalar.flatMap { $0 == "\0" ? nil : $0 } ?? "\u{FFFD}"
    }

    private static let table: [String: String] = {
        var table: [String: String] = [:]
        for entry in names.split(whereSeparator: \.isWhitespace) {
            let parts = entry.split(separator: "=")
            let scalars = parts[1].split(separator: "+").compactMap {
                UInt32($0, radix: 16).flatMap(Unicode.Scalar.init)
            }
            table[String(parts[0])] = String(String.UnicodeScalarView(scalars))
        }
        return table
    }()
}
