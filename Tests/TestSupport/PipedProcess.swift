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
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in zip(CInt(0)..., streams) {
            if let descriptor {
                posix_spawn_file_actions_adddup2(&actions, descriptor, number)
            } else {
                posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
            }
        }
        // Foundation's pipes would stay open in this program: their readers in other tests would wait for its end.
        // Swift does not import posix_spawn_file_actions_addclosefrom_np. glibc ignores descriptors that are not open.
        for descriptor in STDERR_FILENO + 1..<CInt(min(sysconf(CInt(_SC_OPEN_MAX)), 4096)) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        // Gives the program the signal settings that a shell gives, instead of those of the test process.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments = command.map { (word: String) in strdup(word) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var id: pid_t = 0
        guard posix_spawnp(&id, command[0], &actions, &attributes, &arguments, environ) == 0 else {
            throw CannotStart(command: command)
        }
        return id
    }
}
