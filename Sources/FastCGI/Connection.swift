import CFastCGI
import Glibc

/// An accepted connection of the web server.
///
/// The kernel reuses the number of a closed descriptor. So two connections can have the same descriptor, one after the other.
/// Their serial numbers differ.
struct Connection: Hashable {
    let descriptor: CInt
    /// The number of connections accepted up to and including this one; 0 for descriptors that are not connections.
    let serial: UInt32

    /// Asks the client to close this connection, without waiting for it.
    ///
    /// FastCGI has no message for this. The server sends an empty FCGI_STDERR record for request 1, the id that nginx gives
    /// every request. In the middle of a response, the record means nothing (FastCGI specification, section 5.3). nginx
    /// closes an idle connection when anything arrives on it. If nginx has just sent a request, nginx ignores the record.
    func requestClose() {
        let record: [UInt8] = [UInt8(FCGI_VERSION_1), UInt8(FCGI_STDERR), 0, 1, 0, 0, 0, 0]
        _ = send(descriptor, record, record.count, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
}
