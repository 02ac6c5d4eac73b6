import Testing
import TestSupport

extension FastCGIConnection {
    /// Expects that the next record is a close request (`Connection.requestClose`).
    func expectCloseRequest() throws {
        try expectCloseRequest(#require(try nextRecord()))
    }

    /// Expects a close request after a response. On a slow machine, the server may have been stopping for a second by then: then
    /// it closes the connection instead.
    func expectCloseRequestOrEnd() throws {
        if let record = try nextRecord() { expectCloseRequest(record) }
    }

    private func expectCloseRequest(_ record: FastCGIRecord) {
        #expect(record.kind == FastCGIRecord.Kind.standardError.rawValue)
        #expect(record.requestID == 1 && record.content.isEmpty)
    }

    /// Expects that the server closes the connection without a response. `FCGX_Finish_r` may still end the empty streams.
    func expectClosedWithoutResponse() throws {
        while let record = try nextRecord() {
            #expect(record.content.isEmpty || record.kind == FastCGIRecord.Kind.endRequest.rawValue)
        }
    }
}
