/// A hash of a response's body, for its entity tag. Every process computes the same hash, also after a restart.
///
/// The hash tells versions of one page apart. It does not protect against a person who constructs two versions with the
/// same hash. SHA-256 would, but it takes much longer (see "Entity tags" in ARCHITECTURE.md).
///
/// Each step multiplies two words of the body to 128 bits and folds the product, as wyhash does
/// (https://github.com/wangyi-fudan/wyhash).
enum BodyHash {
    // These bytes never occur in UTF-8. So a body of text never makes the second factor zero, which would erase the hash
    // of everything before.
    private static let secret: UInt64 = 0xFFF9_FDF5_FBF7_FEF8

    /// Returns an entity tag: 16 hexadecimal digits in quotes.
    static func entityTag(of body: [UInt8]) -> String {
        let hash = hash(of: body)
        return String(unsafeUninitializedCapacity: 18) { tag in
            for position in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: hash >> (60 - 4 * position)) & 15
                tag[position + 1] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
            }
            tag[0] = UInt8(ascii: "\"")
            tag[17] = UInt8(ascii: "\"")
            return 18
        }
    }

    private static func hash(of body: [UInt8]) -> UInt64 {
        body.withUnsafeBytes { bytes in
            func word(_ offset: Int) -> UInt64 {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
            var hash = UInt64(bytes.count)
            let wholeSteps = bytes.count & ~15
            var offset = 0
            while offset < wholeSteps {
                hash = folded(hash ^ word(offset), secret ^ word(offset + 8))
                offset += 16
            }
            for byte in bytes[wholeSteps...] { hash = folded(hash ^ UInt64(byte), secret) }
            return folded(hash, secret)
        }
    }

    private static func folded(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let (high, low) = first.multipliedFullWidth(by: second)
        return high ^ low
    }
}
