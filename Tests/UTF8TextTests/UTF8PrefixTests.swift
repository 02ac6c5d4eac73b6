import Testing
import UTF8Text

@Suite struct UTF8PrefixTests {
    @Test func aPrefixHasTheFirstScalarsOfAText() {
        let scalars = (0..<40).map { ["a", "é", "漢", "😀", "z", "y", "x"][$0 * $0 % 7] as Unicode.Scalar }
        for length in 0...scalars.count {
            let text = Array(String(String.UnicodeScalarView(scalars[..<length])).utf8)
            for maximum in 0...scalars.count + 1 {
                let expected = String(String.UnicodeScalarView(scalars[..<length].prefix(maximum)))
                let prefix = text.withUnsafeBufferPointer {
                    String(decoding: $0.prefix(scalars: maximum), as: UTF8.self)
                }
                #expect(prefix == expected)
            }
        }
    }
}
