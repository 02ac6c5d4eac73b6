import Testing
import UTF8Text

/// Compares with Swift's own check.
@Suite struct UTF8ValidationTests {
    /// Bytes that begin, continue and end scalars, next to the limits of each range.
    private static let bytes: [UInt8] = [
        0x00, 0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
        0xEF,
        0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]

    private static func agrees(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { $0.isUTF8 } == (String(validating: bytes, as: UTF8.self) != nil)
    }

    @Test func everySequenceOfFourBytesIsJudgedAsSwiftDoes() {
        for first in Self.bytes {
            for second in Self.bytes {
                for third in Self.bytes {
                    for fourth in Self.bytes {
                        let text = [first, second, third, fourth]
                        guard Self.agrees(text) else {
                            Issue.record("\(text)")
                            return
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: ["é", "漢", "😀"]) func aScalarIsFoundAtEachPositionAndMustBeWhole(_ scalar: String) {
        for length in 0..<80 {
            let before = [UInt8](repeating: 0x78, count: length)
            for rest in [0, 1, 31, 32, 70] {
                let after = [UInt8](repeating: 0x79, count: rest)
                let utf8 = Array(scalar.utf8)
                #expect((before + utf8 + after).withUnsafeBytes { $0.isUTF8 })
                #expect(!(before + utf8.dropLast() + after).withUnsafeBytes { $0.isUTF8 })
                #expect(!(before + utf8.dropFirst() + after).withUnsafeBytes { $0.isUTF8 })
            }
        }
    }

    @Test func anEmptyTextIsUTF8() {
        #expect(UnsafeRawBufferPointer(start: nil, count: 0).isUTF8)
    }
}
