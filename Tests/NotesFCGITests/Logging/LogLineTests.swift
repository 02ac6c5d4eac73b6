import Testing

@testable import notes_fcgi

@Suite struct LogLineTests {
    @Test func anEventIsOneLineOfNamesAndValues() {
        let line = LogLine.text(
            "info: ", "slow request", ["target": "/notes?q=a", "status": "200", "method": "GET", "user": "ann b"])
        #expect(line == "info: slow request method=GET status=200 target=\"/notes?q=a\" user=\"ann b\"\n")
    }

    @Test(arguments: [
        ("\r\nforged=1", #""\u{d}\u{a}forged=1""#), ("\u{1b}[2J", #""\u{1b}[2J""#), ("\u{7f}", #""\u{7f}""#),
        ("\u{85}", #""\u{85}""#), ("\u{9b}31m", #""\u{9b}31m""#), ("a\u{2028}b\u{2029}c", #""a\u{2028}b\u{2029}c""#),
        ("\u{202e}txt", #""\u{202e}txt""#), ("\u{0}", #""\u{0}""#), ("a\tb", #""a\u{9}b""#), ("", #""""#),
        (#"a" user="eve"#, #""a\" user=\"eve""#), (#"\u{a}"#, #""\\u{a}""#), ("größe😀", "größe😀"), ("a b", #""a b""#),
        ("a=b", #""a=b""#), ("\"", #""\"""#),
        ("a\"\u{301} status=200", "\"a\\\"\u{301} status=200\""),
    ])
    func aValueCannotLookLikeAnotherField(_ value: String, _ logged: String) {
        #expect(LogLine.text("", "x", ["user": value]) == "x user=\(logged)\n")
    }

    @Test func everyControlCharacterIsEscaped() throws {
        for value in Array(UInt32(0)...0x1F) + Array(0x7F...0x9F) + [0x2028, 0x2029, 0x202E, 0x2066, 0xFEFF] {
            let scalar = try #require(Unicode.Scalar(value))
            let line = LogLine.text("", "a\(scalar)b", ["user": "a\(scalar)b"])
            #expect(!line.unicodeScalars.dropLast().contains(scalar))
            #expect(line.unicodeScalars.last == "\n")
        }
    }

    @Test func theMessageIsEscapedToo() {
        #expect(LogLine.text("<6>", "ready: a\nb", [:]) == "<6>ready: a\\u{a}b\n")
    }
}
