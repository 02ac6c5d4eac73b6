import Glibc
import UTF8Text

/// A text that is still where a store read it. It is valid only during the call that gets it.
public struct LentText {
    /// Another program may have stored bytes that are not UTF-8.
    fileprivate let bytes: UnsafeBufferPointer<UInt8>

    public init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The number of bytes.
    public var count: Int { bytes.count }

    /// Whether a text has the same bytes.
    public func isIdentical(to text: String) -> Bool {
        var text = text
        return text.withUTF8 { text in
            guard text.count == bytes.count else { return false }
            guard let start = text.baseAddress, let other = bytes.baseAddress else { return true }
            return memcmp(start, other, text.count) == 0
        }
    }

    /// Calls `body` with the text in UTF-8. Bytes that are not UTF-8 become U+FFFD.
    public func withUTF8<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let raw = UnsafeRawBufferPointer(bytes)
        if raw.isUTF8 { return body(raw) }
        var text = String(self)
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}

extension String {
    /// Copies a text. Bytes that are not UTF-8 become U+FFFD.
    public init(_ text: LentText) {
        self.init(decoding: text.bytes, as: UTF8.self)
    }
}

extension String {
    /// Whether both texts have the same bytes. Comparing their UTF-8 views takes 30 instructions for each byte.
    func isIdentical(to other: String) -> Bool {
        var text = self
        return text.withUTF8 { LentText($0).isIdentical(to: other) }
    }
}
