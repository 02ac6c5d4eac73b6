import Hashing
import Testing

@Suite struct SecretKeyTests {
    private static let longKey = [UInt8](repeating: 0xAA, count: 131)
    private let key = SecretKey(Array("Jefe".utf8))
    private let message = Array("what do ya want for nothing?".utf8)

    /// RFC 4231, sections 4.2 to 4.8. The signature of section 4.6 has 16 bytes only.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), [UInt8](repeating: 0xCD, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0x0C, count: 20), Array("Test With Truncation".utf8),
            "a3b6167473100ee06e0c796c2955552b"
        ),
        (
            longKey, Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            longKey,
            Array(
                "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm."
                    .utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func theSignatureIsThatOfTheStandard(_ key: [UInt8], _ message: [UInt8], _ digits: String) {
        let (expected, signature) = (bytes(digits), SecretKey(key).sign(message))
        #expect(Array(signature.prefix(expected.count)) == expected && signature.count == 32)
    }

    /// A key of 64 bytes fills a block of SHA-256 exactly. A longer one is hashed first.
    @Test func onlyAKeyLongerThanABlockIsHashed() {
        for count in [63, 64, 65] {
            let bytes = [UInt8](repeating: 1, count: count)
            let isHashed = SecretKey(SHA256.hash(bytes)).sign(message) == SecretKey(bytes).sign(message)
            #expect(isHashed == (count > 64), "\(count)")
        }
    }

    @Test func onlyTheExactSignatureIsValid() {
        let signature = key.sign(message)
        #expect(key.isValid(signature, for: message))
        for bit in 0..<256 {
            var changed = signature
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.isValid(changed, for: message), "bit \(bit)")
        }
        for wrong in [[], Array(signature.dropLast()), signature + [0], signature + signature] {
            #expect(!key.isValid(wrong, for: message))
        }
        #expect(!key.isValid(signature, for: message + [0]) && !key.isValid(signature, for: []))
        #expect(!SecretKey.random().isValid(signature, for: message))
    }

    @Test func randomKeysDiffer() {
        #expect(SecretKey.random().sign(message) != SecretKey.random().sign(message))
    }

    @Test func randomBytesAreAsManyAsWanted() {
        for count in 0...33 { #expect(randomBytes(count).count == count) }
        #expect(Set((0..<100).map { _ in randomBytes(16) }).count == 100)
    }

    @Test func nothingOfAKeyIsShown() {
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key) \([key])" == "SecretKey() [Hashing.SecretKey()]")
        #expect(String(reflecting: key) == "Hashing.SecretKey()")
        #expect(dumped == "- Hashing.SecretKey\n")
    }
}
