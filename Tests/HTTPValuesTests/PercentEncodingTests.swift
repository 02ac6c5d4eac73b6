import HTTPValues
import Testing

@Suite struct PercentEncodingTests {
    private func decode(_ text: String, plusIsSpace: Bool = false) -> String {
        String(decoding: PercentEncoding.decode(text.utf8, plusIsSpace: plusIsSpace), as: UTF8.self)
    }

    @Test func decodesEscapes() {
        #expect(decode("gr%C3%B6%c3%9Fe%20%2F") == "größe /")
    }

    @Test(arguments: ["%", "100%", "%4", "%zz", "%%41", "a%"])
    func aPercentSignWithoutDigitsStandsForItself(_ text: String) {
        #expect(decode(text) == text.replacing("%41", with: "A"))
    }

    @Test func plusIsASpaceOnlyInForms() {
        #expect(decode("a+b%2B", plusIsSpace: true) == "a b+")
        #expect(decode("a+b") == "a+b")
    }

    @Test(arguments: ["", "plain", "a b&c=d?e#f", "größe", "👩‍👩‍👧", "\u{2028}\t\"'<>%+"])
    func decodingUndoesEncoding(_ text: String) {
        let encoded = PercentEncoding.encode(text)
        #expect(decode(encoded, plusIsSpace: true) == text)
        #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"&=?#+\"'<>".utf8.contains($0) })
    }
}
