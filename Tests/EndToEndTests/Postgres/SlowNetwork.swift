#if PostgreSQL
import Glibc
import TestSupport

/// A network namespace whose network delays and loses packets. A server that listens on 10.9.0.1 in this namespace can be
/// reached over the slow network as `host`.
///
/// The kernel's own emulator (tc-netem) would be simpler, but some kernels do not have it.
final class SlowNetwork: Sendable {
    static let host = "10.9.0.2"

    private let process: ChildProcess
    private let folder: TemporaryDirectory
    private let input: CInt

    struct NotMade: Error, CustomStringConvertible {
        let errors: String

        var description: String { "only root can make a network namespace with a tunnel device: \(errors)" }
    }

    init() throws {
        folder = try TemporaryDirectory()
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { throw NotMade(errors: String(cString: strerror(errno))) }
        // Other programs must not inherit the pipe, so that it is closed when this process ends.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        input = ends[1]
        defer { close(ends[0]) }
        let program = "\(Checkout.path)/Tests/EndToEndTests/Postgres/slow-network.py"
        process = try ChildProcess(
            [Program.unshare.path, "--net", "--", Program.python3.path, program], in: folder.path,
            inputDescriptor: ends[0], output: folder.file("output"), errors: folder.file("errors"))
        try waitUntilReady(1)
    }

    deinit {
        close(input)
    }

    /// A program that becomes another program in the namespace, and its arguments.
    var prefix: [String] {
        get throws { [try Program.nsenter.path, "--net=/proc/\(process.id)/ns/net", "--"] }
    }

    /// - Parameters:
    ///   - delay: how long each packet takes, in seconds.
    ///   - loss: the share of lost packets.
    func set(delay: Double, loss: Double) throws {
        let count = answers
        let line = Array("\(delay) \(loss)\n".utf8)
        guard write(input, line, line.count) == line.count else { throw UnixSocket.Failure.closed }
        try waitUntilReady(count + 1)
    }

    private var answers: Int { folder.read("output").count { $0 == UInt8(ascii: "\n") } }

    private func waitUntilReady(_ count: Int) throws {
        try waitUntil("the network is ready") {
            guard !process.hasEnded else {
                throw NotMade(errors: String(decoding: folder.read("errors"), as: UTF8.self))
            }
            return answers >= count
        }
    }
}
#endif
