import CCrypto
import TestSupport
import Testing

@testable import Hashing

/// The examples of FIPS 180-4, and hashes of bytes in parts.
@Suite struct SHA256Tests {
    private static let longText =
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"

    /// https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (longText, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func theHashIsThatOfTheStandard(_ text: String, _ expected: String) {
        #expect(SHA256.hash(Array(text.utf8)) == bytes(expected))
    }

    @Test func bytesInPartsHaveTheHashOfTheWhole() {
        var random = SplitMix64(state: 1)
        for count in 0..<300 {
            let whole = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            var (hash, rest) = (SHA256(), whole[...])
            while !rest.isEmpty {
                let part = rest.prefix(Int.random(in: 0...rest.count, using: &random))
                hash.update(Array(part))
                rest = rest.dropFirst(part.count)
                #expect(hash.finalize() == SHA256.hash(Array(whole.dropLast(rest.count))))
            }
            #expect(hash.finalize() == SHA256.hash(whole))
        }
    }

    @Test func ifLibcryptoFailsTheHashEqualsNoOther() {
        var broken = SHA256()
        broken.context.md_len = 33
        #expect(broken.finalize() != broken.finalize())
        #expect(broken.finalize().count == SHA256.byteCount)
    }
}
