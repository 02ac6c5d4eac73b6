import Testing

@testable import NotesWeb

@Suite struct JSONWriterTests {
    @Test func commasStandBetweenMembersAndElements() {
        var json = JSONWriter()
        json.object { json in
            json.member("text", "a{")
            json.member("none", nil as String?)
            json.member("number", -7)
            json.member("flag", true)
            json.member("empty") { $0.object { _ in } }
            json.member("list") { json in
                json.array([1, 2]) { json, number in json.object { $0.member("n", number) } }
            }
            json.member("nothing") { $0.array([Int]()) { _, _ in } }
        }
        #expect(
            String(decoding: json.bytes, as: UTF8.self)
                == #"{"text":"a{","none":null,"number":-7,"flag":true,"empty":{},"list":[{"n":1},{"n":2}],"nothing":[]}"#
        )
    }
}
