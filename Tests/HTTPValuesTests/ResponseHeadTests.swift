import HTTPTypes
import HTTPValues
import Testing

@Suite struct ResponseHeadTests {
    @Test func theHeadHasStatusFieldsAndLength() {
        let response = Response(status: .notFound, headerFields: [.contentType: "text/plain"], body: Array("gone".utf8))
        #expect(
            String(decoding: response.head, as: UTF8.self)
                == "Status: 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n")
        #expect(String(decoding: Response(status: .noContent).head, as: UTF8.self) == "Status: 204 No Content\r\n\r\n")
        #expect(
            String(decoding: Response(body: [1]).withoutBody().head, as: UTF8.self)
                == "Status: 200 OK\r\nContent-Length: 1\r\n\r\n")
        var response304 = Response(status: .notModified)
        response304.entityTag = "\"v\""
        #expect(
            String(decoding: response304.withoutBody().head, as: UTF8.self)
                == "Status: 304 Not Modified\r\nETag: \"v\"\r\n\r\n")
    }

    @Test func aChangeOfTheResponseChangesItsHead() {
        var response = Response(body: [1])
        response.keepHead()
        let changes: [(inout Response) -> Void] = [
            { _ in }, { $0.status = .notFound }, { $0.headerFields[.allow] = "GET" }, { $0.body.append(2) },
            { $0 = $0.withoutBody() }, { $0.entityTag = "\"v\"" }, { $0.entityTag = nil },
            {
                $0.entityTag = "\"v\""; $0.entityTag = "\"w\""
            },
            {
                $0.entityTag = "\"v\""; $0.body = []
            },
            { $0.tagBody() },
        ]
        for change in changes {
            var (kept, other) = (response, Response(body: [1]))
            change(&kept)
            change(&other)
            #expect(kept.head == other.head)
        }
    }
}
