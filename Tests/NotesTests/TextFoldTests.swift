import Foundation
import Testing

@testable import Notes

@Suite struct TextFoldTests {
    private func fold(_ text: String) -> String { String(decoding: TextFold.fold(text), as: UTF8.self) }

    @Test(arguments: [
        ("Hello, WORLD", "hello, world"), ("GRÖSSE", "grosse"), ("größe", "grosse"), ("Straße", "strasse"),
        ("STRASSE", "strasse"), ("ẞ", "ss"), ("Café", "cafe"), ("Cafe\u{301}", "cafe"), ("ΑΣ ας", "ας"), ("ДОМ", "дом"),
        ("ё", "е"), ("ſ", "s"), ("ﬁn", "fin"), ("Ｆｕｌｌ", "full"), ("ﾊﾟ", "ハ\u{309A}"), ("パ", "ハ\u{309A}"),
        ("が", "か\u{3099}"),
        ("½", "1\u{2044}2"), ("ǅ", "dz"), ("İ", "i"), ("ℌ", "h"), ("😀日本", "😀日本"), ("𐐀", "𐐨"), ("𞤀", "𞤢"),
        ("a\0b", "a\u{FFFD}b"), ("\u{10FFFF}", "\u{10FFFF}"), ("", ""),
        // Hebrew: the point in the letter, and the vowel, in both orders.
        ("בּ\u{5B0}", "ב\u{5B0}\u{5BC}"), ("ב\u{5B0}\u{5BC}", "ב\u{5B0}\u{5BC}"),
    ])
    func folds(_ text: String, _ folded: String) {
        // Compares scalars, because Swift's == ignores composition.
        if text == "ΑΣ ας" {
            #expect(fold("ΑΣ").unicodeScalars.elementsEqual(fold("ας").unicodeScalars))
        } else {
            #expect(fold(text).unicodeScalars.elementsEqual(folded.unicodeScalars), "\(fold(text))")
        }
    }

    @Test(.timeLimit(.minutes(1))) func marksInAnyOrderTakeLinearTime() {
        let pairs = String(repeating: "\u{5D0}\u{591}\u{5B0}", count: 170_000)
        #expect(TextFold.fold(pairs) == TextFold.fold(String(repeating: "\u{5D0}\u{5B0}\u{591}", count: 170_000)))
        let marks = String(repeating: "\u{591}\u{5B0}", count: 250_000)
        #expect(TextFold.fold(marks).count == marks.utf8.count)
    }

    @Test func marksOfJapaneseAndIndicScriptsStay() {
        #expect(fold("が") != fold("か"))
        #expect(fold("कि") != fold("क"))
        #expect(fold("ไม้") != fold("ไม"))
    }

    @Test func foldingAgainChangesNothing() {
        // All later scalars are unassigned, or have no case and no decomposition.
        for value in 0..<UInt32(0x30000) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let folded = fold(String(scalar))
            guard fold(folded).unicodeScalars.elementsEqual(folded.unicodeScalars) else {
                Issue.record("U+\(String(value, radix: 16))")
                return
            }
        }
    }

    /// The same for texts of random scalars, with many marks in a row.
    @Test func caseAndCompositionDoNotMatter() {
        var random = SystemRandomNumberGenerator()
        let marks: [ClosedRange<UInt32>] = [
            0x300...0x36F, 0x591...0x5C7, 0x64B...0x65F, 0x93C...0x94D, 0x3099...0x309A, 0xE38...0xE4B,
        ]
        let letters: [ClosedRange<UInt32>] = [
            0x20...0x24F, 0x370...0x5EA, 0x900...0x97F, 0x1E00...0x1FFF, 0x3040...0x30FF, 0xAC00...0xD7A3,
            0xF900...0xFFEF, 0x1F100...0x1F2FF,
        ]
        for _ in 0..<3_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let ranges = Bool.random(using: &random) ? marks : letters
                if let range = ranges.randomElement(using: &random),
                    let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)),
                    scalar.properties.generalCategory != .unassigned
                {
                    text.append(scalar)
                }
            }
            let original = String(text)
            let folded = fold(original)
            let scalars = original.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
            for form in [
                original.precomposedStringWithCanonicalMapping, original.decomposedStringWithCanonicalMapping,
                original.precomposedStringWithCompatibilityMapping, original.decomposedStringWithCompatibilityMapping,
            ] {
                #expect(fold(form).unicodeScalars.elementsEqual(folded.unicodeScalars), "\(scalars)")
            }
            #expect(fold(folded).unicodeScalars.elementsEqual(folded.unicodeScalars), "\(scalars)")
        }
    }

    @Test func bytesThatAreNoUTF8Stay() {
        // The last one is U+0315 and U+0591, marks in the wrong order, after three bytes that are as long as U+FFFD.
        for bytes: [UInt8] in [
            [0xC3], [0xE2, 0x82], [0x80, 0x41], [0xF0, 0x9F], [0xFF, 0xC3, 0x89],
            [0xF0, 0xA4, 0xBE, 0xCC, 0x95, 0xD6, 0xB0, 0xD6, 0x91, 0xD6, 0xB0],
        ] {
            var folded: [UInt8] = []
            let count = bytes.withUnsafeBufferPointer { TextFold.fold($0, into: &folded) }
            let expected: [UInt8] =
                bytes == [0x80, 0x41] ? [0x80, 0x61] : bytes == [0xFF, 0xC3, 0x89] ? [0xFF, 0x65] : bytes
            #expect(Array(folded.prefix(count)) == expected)
        }
    }

    @Test func aBufferGrows() {
        let text = String(repeating: "\u{FDFA}", count: 1000)
        #expect(TextFold.fold(text) == Array(repeating: TextFold.fold("\u{FDFA}"), count: 1000).flatMap { $0 })
    }

    @Test(arguments: ["É", "\0", "日本", "\u{FDFA}", "Z"])
    func theNeighboursDoNotMatter(_ part: String) {
        let letters = String(repeating: "@AbYz[`{", count: 9)
        for index in letters.indices {
            let (before, after) = (String(letters[..<index]), String(letters[index...]))
            let expected = before.lowercased() + fold(part) + after.lowercased()
            #expect(fold(before + part + after).utf8.elementsEqual(expected.utf8))
        }
    }

    @Test(arguments: ["zebra", "ebr", "a", "aaaz", "дом", "aab", "x", ""])
    func findsTheFirstPosition(_ text: String) {
        let bytes = Array("aaab дома, aaaz zebra 42 дом".utf8)
        let part = Array(text.utf8)
        for start in 0...bytes.count {
            let expected = (start...bytes.count).first { bytes[$0...].starts(with: part) }
            #expect(bytes.withUnsafeBytes { TextFold.position(of: part, in: $0, from: start) } == expected)
        }
    }
}
