import CFastCGI
import Glibc

/// An accepted connection from the web server.
///
/// A later connection can get the descriptor number of a closed connection. `serial` distinguishes the two.
struct Connection: Hashable {
    let descriptor: CInt
    /// The position of this connection among all accepted ones, from 1; 0 for a descriptor that is not a connection.
    let serial: UInt32

    /// Asks the client to close this connection, and returns at once.
    ///
    /// FastCGI has no message that asks for this. The server therefore sends an empty FCGI_STDERR record for request 1,
    /// the id that nginx gives every request. In the middle of a response, the record has no effect (FastCGI
    /// specification, section 5.3). nginx closes an idle connection when it receives anything on it. If nginx has just
    /// sent a request, it ignores the record.
    func requestClose() {
        let record: [UInt8] = [UInt8(FCGI_VERSION_1), UInt8(FCGI_STDERR), 0, 1, 0, 0, 0, 0]
        _ = send(descriptor, record, record.count, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
}
