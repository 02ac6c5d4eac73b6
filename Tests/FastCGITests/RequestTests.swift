import Testing
import TestSupport

/// The handler gets each request as the client sent it.
@Suite struct RequestTests {
    private let request: FastCGIRequest = {
        var request = FastCGIRequest("POST", "/a%20b?größe=c", body: Array("ä\0\r\nz".utf8))
        request.parameters.append(("HTTP_COOKIE", String(repeating: "é", count: 70)))
        return request
    }()

    private var expected: String {
        """
        POST /a%20b?gr%C3%B6%C3%9Fe=c
        content-type: application/json
        cookie: \(String(repeating: "é", count: 70))

        ä\0\r\nz
        """
    }

    @Test func theHandlerGetsMethodTargetFieldsAndBody() throws {
        let response = try EchoServer().connect().send(request)
        #expect(response.status == 200)
        #expect(response.text == expected)
        #expect(response["Content-Length"] == "\(expected.utf8.count)")
    }

    @Test(arguments: [1, 3, 64, 65535], [0, 1, 255])
    func aRequestCanComeInManyRecords(length: Int, padding: Int) throws {
        let connection = try EchoServer().connect()
        var request = request
        request.recordLength = length
        request.padding = padding
        for _ in 0..<3 { #expect(try connection.send(request).text == expected) }
    }

    @Test func aRequestCanComeInTwoPartsSplitAtAnyByte() throws {
        let connection = try EchoServer().connect()
        let bytes = request.bytes
        for position in 1..<bytes.count {
            try connection.socket.send(bytes[..<position])
            try connection.socket.waitUntilRead()
            try connection.socket.send(bytes[position...])
            #expect(try connection.readResponse().text == expected, "split after byte \(position)")
        }
    }

    @Test func aRequestWithoutAMethodGetsStatus400() throws {
        let server = try EchoServer()
        let connection = try server.connect()
        var request = request
        request.parameters.removeAll { $0.name == "REQUEST_METHOD" }
        #expect(try connection.send(request).status == 400)
        #expect(server.handler.targets.isEmpty)
        #expect(try connection.send(FastCGIRequest("GET", "/next")).status == 200)
    }
}
