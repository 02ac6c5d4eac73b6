/// Text as search compares it: each Unicode scalar replaced by its simple lower case, so that `GRÖSSE` and `größe` agree
/// on `grö`. The index keeps what this makes of a text, and a scan calls it too, so both find the same notes.
enum CaseFolding {
    /// The UTF-8 of `text`, folded.
    static func fold(_ text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { bytes in
            var folded: [UInt8] = []
            folded.reserveCapacity(bytes.count)
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                if byte < 0x80 {
                    folded.append(byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte)
                    index += 1
                    continue
                }
                let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
                var scalar = UInt32(byte) & (0xFF >> UInt32(length + 1))
                for offset in 1..<length { scalar = scalar << 6 | UInt32(bytes[index + offset]) & 0x3F }
                let lower = scalar < table.count ? table[Int(scalar)] : scalar
                if lower == scalar {
                    folded.append(contentsOf: bytes[index..<index + length])
                } else if let lower = Unicode.Scalar(lower) {
                    folded.append(contentsOf: UTF8.encode(lower) ?? .init())
                }
                index += length
            }
            return folded
        }
    }

    /// What each scalar below the end of the last cased script (Adlam) folds to: the lower case of its upper case, which
    /// joins ς with σ and ſ with s; where either is more than one scalar, that step leaves it as it is.
    private static let table: [UInt32] = (0..<0x1E960).map { value in
        guard let scalar = Unicode.Scalar(UInt32(value)), scalar.properties.changesWhenCaseMapped else {
            return UInt32(value)
        }
        let upper = single(scalar.properties.uppercaseMapping) ?? scalar
        return (single(upper.properties.lowercaseMapping) ?? upper).value
    }

    private static func single(_ mapping: String) -> Unicode.Scalar? {
        mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first : nil
    }
}
