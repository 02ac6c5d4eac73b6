import Testing

@testable import NotesWeb

/// The reader accepts exactly the grammar of RFC 8259, inside the member `x` of an object.
@Suite struct JSONReaderTests {
    private func members(_ text: String) throws -> [String: JSONReader.Value]? {
        var reader = JSONReader(Array(text.utf8))
        return try reader.members()
    }

    private func value(_ text: String) throws -> JSONReader.Value? { try members("{\"x\":\(text)}")?["x"] }

    @Test(arguments: [
        ("true", JSONReader.Value.bool(true)), ("false", .bool(false)), ("null", .null), ("0", .integer(0)),
        ("-0", .integer(0)), ("7", .integer(7)), ("-12", .integer(-12)),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .other), ("0.5", .other), ("-0.0", .other), ("1e2", .other), ("1E+2", .other),
        ("1.25e-3", .other), ("1e400", .other), ("[]", .other), ("[ ]", .other), ("[1,[2,{}],\"a\"]", .other),
        ("{}", .other),
        ("{\"a\":{\"b\":[null]}}", .other), (" \t\r\n1 ", .integer(1)),
    ])
    func acceptsEveryKindOfValue(_ text: String, _ expected: JSONReader.Value) throws {
        #expect(try value(text) == expected)
    }

    @Test(arguments: [
        (#""""#, ""), (#""a b""#, "a b"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u20AC""#, "Aé€"),
        (#""\ud83c\udf3f""#, "🌿"), (#""é🌿""#, "é🌿"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"), (#""\u0000""#, "\0"),
        (#""/""#, "/"), ("\"\u{FEFF}\"", "\u{FEFF}"),
    ])
    func readsStringsExactly(_ text: String, _ expected: String) throws {
        guard case .string(let string) = try value(text) else { throw CancellationError() }
        #expect(Array(string.utf8) == Array(expected.utf8))
    }

    @Test(arguments: [
        "", "tru", "True", "nul", "NaN", "Infinity", "undefined", "01", "-", "-01", "+1", ".5", "1.", "1.e1", "1e",
        "1e+",
        "0x10", "1_000", "１", "'a'", "\"a", "\"\t\"", "\"\n\"", "\"\u{0}\"", #""\a""#, #""\u12""#, #""\u12g4""#,
        #""\U0041""#,
        #""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\ud800x""#, "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "]",
        "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{a:1}", "{1:2}", "{\"a\" 1}", "1 2",
        "// c\n1",
        "/* c */ 1", "1,", "\u{A0}1", "\u{FEFF}1",
    ])
    func refusesEverythingElse(_ text: String) {
        #expect(throws: JSONReader.Malformed.self) { try value(text) }
    }

    @Test(arguments: ["[]", "1", "\"a\"", "true", "{}{}", "{} x", "null null", "\u{FEFF}{}", "", " "])
    func refusesATextThatIsNotOneObject(_ text: String) {
        #expect(throws: JSONReader.Malformed.self) { try members(text) }
    }

    @Test func nullIsNoObjectButNoError() throws {
        #expect(try members(" null\n") == nil)
        #expect(try members("\n{ }") == [:])
    }

    @Test func theLastMemberOfANameCounts() throws {
        var reader = JSONReader(Array(#"{"a":1,"b":2,"a":3}"#.utf8))
        #expect(try reader.members() == ["a": .integer(3), "b": .integer(2)])
        #expect(reader.hasRepeatedName)
        var escaped = JSONReader(Array(#"{"a":1,"\u0061":3}"#.utf8))
        #expect(try escaped.members() == ["a": .integer(3)])
        #expect(escaped.hasRepeatedName)
        var nested = JSONReader(Array(#"{"a":{"b":1,"b":2}}"#.utf8))
        _ = try nested.members()
        #expect(!nested.hasRepeatedName)
    }

    @Test func theDepthIsLimited() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try value(nested(JSONReader.maximumDepth - 1)) == .other)
        let error = #expect(throws: JSONReader.Malformed.self) { try value(nested(JSONReader.maximumDepth)) }
        #expect(error?.description == "line 1, column 517: more than 512 levels")
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        var reader = JSONReader(Array(#"{"x":""#.utf8) + [0xC3] + Array(#""}"#.utf8))
        #expect(throws: JSONReader.Malformed.self) { try reader.members() }
    }
}
