import HTTPTypes
import HTTPValues
import Testing

@Suite struct EntityTagsTests {
    @Test(arguments: [
        (#""v""#, [#""v""#]), (#"W/"v""#, [#"W/"v""#]), (" \"v\"\t", [#""v""#]),
        (#""a", "b" ,W/"c""#, [#""a""#, #""b""#, #"W/"c""#]),
        (#""a,b""#, [#""a,b""#]), (#""""#, [#""""#]), (#",, "a",,"b", "#, [#""a""#, #""b""#]), ("", []),
        (" , ,", []), (#""ä""#, [#""ä""#]), (#""*""#, [#""*""#]), (#""W/","x""#, [#""W/""#, #""x""#]),
    ])
    func aListOfTagsIsParsed(_ field: String, _ tags: [String]) throws {
        #expect(try EntityTags(field) == .list(tags.map { Array($0.utf8)[...] }))
    }

    @Test(arguments: ["*", " *\t"]) func aStarMeansAnyTag(_ field: String) throws {
        let tags = try EntityTags(field)
        #expect(tags == .any)
        #expect(tags.contains("\"v\"") && !tags.contains(nil))
    }

    @Test(arguments: [
        "v", "\"v", "v\"", "\"", "w/\"v\"", "W\"v\"", "W/", "W/ \"v\"", "\"a\" \"b\"", "\"a\"b", "\"a b\"",
        "\"a\u{7F}b\"",
        "\"a\u{0}\"", "*, \"a\"", "\"a\", *", "**", "* *", "*,", ",*", ";", "W/W/\"v\"", "\"a\\\"b\"",
    ])
    func aMalformedListIsRefused(_ field: String) {
        #expect(throws: EntityTags.Malformed.self) { try EntityTags(field) }
        #expect(throws: EntityTags.Malformed.self) { try Preconditions(RequestFields(ifMatch: field)) }
        #expect(throws: Never.self) { try Preconditions(RequestFields(ifNoneMatch: field)) }
    }

    @Test(arguments: [
        (#""v""#, #""v""#, true), (#"W/"v""#, #""v""#, true), (#""v""#, #"W/"v""#, true), (#"W/"v""#, #"W/"v""#, true),
        (#""a", W/"v""#, #""v""#, true), (#""V""#, #""v""#, false), (#""vv""#, #""v""#, false), ("", #""v""#, false),
        (#""é""#, "\"e\u{301}\"", false),
    ])
    func tagsAreComparedByteByByteWithoutTheWeakMark(_ field: String, _ tag: String, _ isContained: Bool) throws {
        #expect(try EntityTags(field).contains(tag) == isContained)
        #expect(try !EntityTags(field).contains(nil))
    }

    @Test func aLongListIsParsed() throws {
        let field = String(repeating: "W/\"a\",", count: 20_000)
        #expect(try EntityTags(field).contains("\"a\"") && !EntityTags(field).contains("\"b\""))
    }
}
