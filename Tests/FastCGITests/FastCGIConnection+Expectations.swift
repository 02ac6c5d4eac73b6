import Testing
import TestSupport

extension FastCGIConnection {
    /// Expects that the next record is a close request (`Connection.requestClose`).
    func expectCloseRequest() throws {
        let record = try #require(try nextRecord())
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
