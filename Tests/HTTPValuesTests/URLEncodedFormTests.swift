import HTTPValues
import Testing

@Suite struct URLEncodedFormTests {
    @Test func readsNamesAndValues() throws {
        let form = try URLEncodedForm("title=A+b&content=x%3Dy%26z&is_pinned=true&empty=&bare".utf8)
        #expect(form["title"] == "A b")
        #expect(form["content"] == "x=y&z")
        #expect(form["is_pinned"] == "true")
        #expect(form["empty"] == "")
        #expect(form["bare"] == "")
        #expect(form["missing"] == nil)
    }

    @Test func theFirstOfSeveralFieldsWithOneNameCounts() throws {
        #expect(try URLEncodedForm("page=2&page=3".utf8)["page"] == "2")
    }

    @Test func emptyPairsAreIgnored() throws {
        #expect(try URLEncodedForm("&&a=1&&".utf8).fields.count == 1)
        #expect(try URLEncodedForm("".utf8).fields.isEmpty)
    }

    @Test(arguments: ["a=%FF", "%C3=1", "a=%ED%A0%80"])
    func bytesThatAreNotUTF8AreRefused(_ text: String) {
        #expect(throws: URLEncodedForm.Malformed.notUTF8) { try URLEncodedForm(text.utf8) }
    }

    @Test func bytesThatAreNotUTF8CanBeRepaired() throws {
        #expect(try URLEncodedForm("a=x%FFy&b=z".utf8, repairing: true).fields.map(\.value) == ["x\u{FFFD}y", "z"])
    }

    @Test func tooManyFieldsAreRefused() throws {
        let limit = URLEncodedForm.maximumFields
        #expect(try URLEncodedForm(String(repeating: "a&", count: limit).utf8).fields.count == limit)
        #expect(throws: URLEncodedForm.Malformed.tooManyFields) {
            try URLEncodedForm(String(repeating: "a&", count: limit + 1).utf8)
        }
    }
}
