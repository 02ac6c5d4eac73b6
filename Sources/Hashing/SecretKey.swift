import CCrypto

/// A key that signs messages with HMAC-SHA256 (RFC 2104).
public struct SecretKey: Sendable {
    /// The two hashes that begin with the key. Each signature continues copies of them.
    private var inner = SHA256()
    private var outer = SHA256()

    /// - Parameter bytes: any number of bytes. RFC 2104, section 3, advises at least 32 that nobody can guess.
    public init(_ bytes: [UInt8]) {
        let key = bytes.count > SHA256.blockByteCount ? SHA256.hash(bytes) : bytes
        let block = key + [UInt8](repeating: 0, count: SHA256.blockByteCount - key.count)
        inner.update(block.map { $0 ^ 0x36 })
        outer.update(block.map { $0 ^ 0x5C })
    }

    /// Makes a key that nobody knows.
    public static func random() -> SecretKey { SecretKey(randomBytes(SHA256.byteCount)) }

    /// Returns the signature of a message: `SHA256.byteCount` bytes.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        var (inner, outer) = (inner, outer)
        inner.update(message)
        outer.update(inner.finalize())
        return outer.finalize()
    }

    /// Returns whether this key made a signature for a message. The time does not depend on where the bytes differ
    /// (CRYPTO_memcmp(3)).
    public func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        signature.count == SHA256.byteCount && CRYPTO_memcmp(signature, sign(message), signature.count) == 0
    }
}

extension SecretKey: CustomReflectable {
    /// Nothing of the key, so that no log and no failed test shows it.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
