import Notes
import Testing

@Suite struct CaseFoldingTests {
    private func fold(_ text: String) -> String { String(decoding: CaseFolding.fold(text), as: UTF8.self) }

    @Test(arguments: [
        ("Hello, WORLD", "hello, world"), ("GRÖSSE", "grösse"), ("ΑΣ ας", "ασ ασ"), ("ДОМ", "дом"), ("ẞ", "ß"),
        ("ſ", "s"),
        ("K", "k"), ("ǅ", "ǆ"), ("😀日本", "😀日本"), ("𐐀", "𐐨"), ("𞤀", "𞤢"), ("\u{10FFFF}", "\u{10FFFF}"), ("", ""),
    ])
    func foldsCase(_ text: String, _ folded: String) {
        #expect(Array(fold(text).utf8) == Array(folded.utf8))
    }

    @Test func everyScalarFoldsAsItsUpperAndLowerCaseDo() {
        for value in 0..<UInt32(0x110000) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let upper = scalar.properties.uppercaseMapping
            let folded = fold(String(scalar))
            guard folded.unicodeScalars.count == 1, fold(folded) == folded,
                upper.unicodeScalars.count > 1 || fold(upper) == folded
            else {
                Issue.record("U+\(String(value, radix: 16))")
                return
            }
        }
    }
}
