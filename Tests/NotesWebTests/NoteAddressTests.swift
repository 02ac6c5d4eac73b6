import Testing
import UTF8Text

@testable import NotesWeb

@Suite struct NoteAddressTests {
    @Test(arguments: [0, 7, 10, 1234, -1, .max, .min] as [Int64]) func aPageHasTheAddressOfItsNote(_ id: Int64) {
        let address = NoteAddress(prefix: "/a&b/", id: id, path: "/edit", query: "?q=x&page=2")
        #expect(address.text == "/a&b/\(id)/edit?q=x&page=2")
        var html = UTF8Buffer(capacity: 64)
        html.appendHTML(address)
        #expect(String(decoding: html.bytes, as: UTF8.self) == "/a&amp;b/\(id)/edit?q=x&amp;page=2")
    }
}
