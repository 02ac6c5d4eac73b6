import CCrypto

/// The SHA-256 (RFC 6234) of bytes that may come in parts, computed by libcrypto (SHA256_Init(3)).
public struct SHA256: Sendable {
    /// The length of a hash, in bytes.
    public static let byteCount = Int(SHA256_DIGEST_LENGTH)
    /// The length of a block of the input, in bytes.
    static let blockByteCount = Int(SHA256_CBLOCK)

    var context = SHA256_CTX()
    private var hasFailed = false

    public init() {
        hasFailed = SHA256_Init(&context) != 1
    }

    /// Adds bytes to the input.
    public mutating func update(_ bytes: [UInt8]) {
        if SHA256_Update(&context, bytes, bytes.count) != 1 { hasFailed = true }
    }

    /// Returns the hash of all bytes so far.
    ///
    /// The functions of libcrypto return an error only for a broken context. The hash is then random, so it equals no
    /// other hash, and no signature that depends on it is valid.
    public func finalize() -> [UInt8] {
        var context = context
        var hash = [UInt8](repeating: 0, count: Self.byteCount)
        let isDone = SHA256_Final(&hash, &context) == 1
        return isDone && !hasFailed ? hash : randomBytes(Self.byteCount)
    }

    /// Returns the hash of bytes that are all there.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }
}
