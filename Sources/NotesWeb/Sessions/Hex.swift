import HTTPValues
import Hashing

/// Bytes as lower-case hexadecimal digits.
enum Hex {
    static func encode(_ bytes: [UInt8]) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            for value in [byte >> 4, byte & 15] {
                digits.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value)
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Random bytes, as digits.
    static func randomDigits(bytes count: Int) -> String {
        encode(randomBytes(count))
    }

    /// - Returns: nil if the text has an odd length or anything but hexadecimal digits.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var first: UInt8?
        for digit in text.utf8 {
            guard let value = PercentEncoding.hexDigit(digit) else { return nil }
            if let high = first { bytes.append(high << 4 | value) }
            first = first == nil ? value : nil
        }
        return first == nil ? bytes : nil
    }
}
