import Testing
import TestSupport

/// The parts in which a request arrives do not change its response.
@Suite struct SplitRequestTests {
    /// Has a parameter longer than 127 bytes, and characters of several bytes that a split can cut.
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

    @Test func aRequestCanComeInTwoPartsSplitAtAnyByte() throws {
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

    @Test func aRequestCanComeOneByteAtATime() throws {
        let service = try Service()
        let connection = try service.connect()
        for byte in request.bytes {
            try connection.socket.send([byte])
            try connection.socket.waitUntilRead()
        }
        try expectCreated(connection.readResponse(), "one byte at a time")
    }

    @Test(arguments: [1, 2, 3, 7, 64], [0, 1, 7, 255])
    func aRequestCanComeInManyRecords(length: Int, padding: Int) throws {
        let service = try Service()
        let connection = try service.connect()
        var request = request
        request.recordLength = length
        request.padding = padding
        for _ in 0..<3 {
            try expectCreated(connection.send(request), "records of \(length) bytes with \(padding) bytes of padding")
        }
    }

    @Test func oneRequestFollowsAnother() throws {
        let service = try Service()
        let connection = try service.connect()
        try connection.socket.send(request.bytes)
        try expectCreated(connection.readResponse(), "the first")
        try connection.socket.send(request.bytes)
        try expectCreated(connection.readResponse(), "the second")
    }
}
