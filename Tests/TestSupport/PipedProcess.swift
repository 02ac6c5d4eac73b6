import Foundation
import Glibc
import Locking

/// A program whose input or output are pipes of this process.
///
/// Foundation's `Process` is not used: each one opens a pair of sockets. Programs that other tests start at the same time
/// would inherit them.
final class PipedProcess: Sendable {
    let id: pid_t
    /// The end of the program's standard input; nil if that is empty.
    private let input: CInt?
    private let status = Locked<CInt?>(nil)

    struct CannotStart: Error {
        let command: [String]
    }

    /// Starts a program that reads a pipe and writes nothing.
    init(reading command: [String]) throws {
        let ends = try Self.pipe()
        defer { close(ends.read) }
        input = ends.write
        do { id = try Self.spawn(command, [ends.read, nil, nil]) } catch {
            close(ends.write)
            throw error
        }
    }

    deinit {
        if let input { close(input) }
    }

    func write(_ line: String) {
        guard let input else { return }
        _ = (line + "\n").withCString { Glibc.write(input, $0, strlen($0)) }
    }

    var isRunning: Bool {
        status.withLock { status in
            var now: CInt = 0
            if status == nil && waitpid(id, &now, WNOHANG) == id { status = now }
            return status == nil
        }
    }

    /// Runs a program without input until it ends.
    ///
    /// - Returns: its wait status, which is 0 after a success, its standard output and its standard error.
    static func run(_ command: [String]) throws -> (status: CInt, output: String, errors: String) {
        let (output, errors) = (try pipe(), try pipe())
        let id: pid_t
        do {
            defer {
                close(output.write)
                close(errors.write)
            }
            id = try spawn(command, [nil, output.write, errors.write])
        }
        let texts = try [output, errors].map { ends in
            let file = FileHandle(fileDescriptor: ends.read, closeOnDealloc: true)
            return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        }
        var status: CInt = 0
        while waitpid(id, &status, 0) < 0 && errno == EINTR {}
        return (status, texts[0], texts[1])
    }

    private static func pipe() throws -> (read: CInt, write: CInt) {
        var ends: [CInt] = [-1, -1]
        // Swift does not import pipe2(2). With pipe(2), another thread could start a program before the flag is set.
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
        return (ends[0], ends[1])
    }

    /// - Parameter streams: the descriptors for standard input, output and error; nil for /dev/null.
    private static func spawn(_ command: [String], _ streams: [CInt?]) throws -> pid_t {
        let (id, code) = Spawn.start(command) { actions in
            for (number, descriptor) in zip(CInt(0)..., streams) {
                if let descriptor {
                    posix_spawn_file_actions_adddup2(&actions, descriptor, number)
                } else {
                    posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
                }
            }
        }
        guard code == 0 else { throw CannotStart(command: command) }
        return id
    }
}
