import HTTPTypes
import HTTPValues
import Testing

@Suite struct RequestTests {
    @Test(arguments: [
        ("/notes", "/notes", ""), ("/notes?", "/notes", ""), ("/notes?q=a?b", "/notes", "q=a?b"), ("?q", "", "q"),
        ("", "", ""), ("/a?\u{301}b", "/a", "\u{301}b"),
    ])
    func theTargetIsPathAndQuery(_ target: String, _ path: String, _ query: String) {
        let request = Request(target: target)
        #expect(Array(request.path.utf8) == Array(path.utf8))
        #expect(Array(request.rawQuery.utf8) == Array(query.utf8))
    }

    @Test func theResponseToHeadKeepsTheLength() {
        let response = Response(body: Array("hello".utf8)).withoutBody()
        #expect(response.headerFields[.contentLength] == "5")
        #expect(response.body.isEmpty)
    }
}
