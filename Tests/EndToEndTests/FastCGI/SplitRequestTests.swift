import Testing
import TestSupport

/// A stream has no borders: whatever pieces a request arrives in, the answer is the same.
@Suite struct SplitRequestTests {
    /// Parameters longer than 127 bytes too, and characters that a border can cut in two.
    private let request: FastCGIRequest = {
        var request = FastCGIRequest("POST", "/api/notes?größe", json: #"{"title":"Grüße 🎈","content":"a\nb"}"#)
        request.parameters.append(("HTTP_USER_AGENT", String(repeating: "é", count: 70)))
        return request
    }()

    private func expectCreated(_ response: ReceivedResponse, _ comment: Comment) throws {
        #expect(response.status == 201, comment)
        let note = try response.note()
        #expect(note.title == "Grüße 🎈" && note.content == "a\nb", comment)
    }

    @Test func twoPartsSplitAtEveryByte() throws {
        let service = try Service()
        let connection = try service.connect()
        let bytes = request.bytes
        for position in 1..<bytes.count {
            try connection.socket.send(bytes[..<position])
            try connection.socket.waitUntilRead()
            try connection.socket.send(bytes[position...])
            try expectCreated(connection.readResponse(), "split after byte \(position) of \(bytes.count)")
        }
    }

    @Test func oneByteAtATime() throws {
        let service = try Service()
        let connection = try service.connect()
        for byte in request.bytes {
            try connection.socket.send([byte])
            try connection.socket.waitUntilRead()
        }
        try expectCreated(connection.readResponse(), "one byte at a time")
    }

    @Test(arguments: [1, 2, 3, 7, 64], [0, 1, 7, 255])
    func tinyRecords(length: Int, padding: Int) throws {
        let service = try Service()
        let connection = try service.connect()
        var request = request
        request.recordLength = length
        request.padding = padding
        for _ in 0..<3 {
            try expectCreated(connection.send(request), "records of \(length) bytes with \(padding) of padding")
        }
    }

    @Test func requestsOneAfterAnotherWithoutWaiting() throws {
        let service = try Service()
        let connection = try service.connect()
        try connection.socket.send(request.bytes)
        try expectCreated(connection.readResponse(), "the first")
        try connection.socket.send(request.bytes)
        try expectCreated(connection.readResponse(), "the second")
    }
}
