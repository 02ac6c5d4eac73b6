import Foundation
import Glibc
import Locking
import TestSupport

/// A program that a test started. It ends when the test ends, or earlier.
final class ChildProcess: Sendable {
    let id: pid_t
    private let waitStatus = Locked<CInt?>(nil)

    struct CannotStart: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameters:
    ///   - command: the program's path and its arguments.
    ///   - folder: its working directory.
    ///   - environment: the complete environment; only the options of sanitizers are inherited.
    ///   - input: the path of the file for standard input. `output` and `errors` are the paths for the other streams.
    ///   - inputDescriptor: an open descriptor to use as standard input instead.
    init(
        _ command: [String], in folder: String, environment: [String: String] = [:], input: String = "/dev/null",
        inputDescriptor: CInt? = nil, output: String = "/dev/null", errors: String = "/dev/null"
    ) throws {
        // env(1) changes the folder, which posix_spawn(3) cannot do. It then becomes the program, with the same process id.
        let env = "/usr/bin/env"
        var environment = environment
        environment["PATH"] = Program.folders.joined(separator: ":")
        // A service built with a sanitizer reads these variables.
        for name in ["ASAN_OPTIONS", "TSAN_OPTIONS"] { environment[name] = ProcessInfo.processInfo.environment[name] }
        let (id, code) = Spawn.start([env, "-C", folder] + command, environment: environment) { actions in
            if let inputDescriptor {
                posix_spawn_file_actions_adddup2(&actions, inputDescriptor, STDIN_FILENO)
            } else {
                posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
            }
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        }
        guard code == 0 else { throw CannotStart(description: "\(command): \(String(cString: strerror(code)))") }
        self.id = id
    }

    deinit {
        guard !hasEnded else { return }
        signal(SIGTERM)
        if (try? wait(within: 5)) == nil {
            signal(SIGKILL)
            _ = try? wait(within: 5)
        }
    }

    /// Sends a signal, unless the process has ended.
    func signal(_ signal: CInt) {
        waitStatus.withLock { if $0 == nil { kill(id, signal) } }
    }

    var hasEnded: Bool {
        waitStatus.withLock { status in
            var now: CInt = 0
            if status == nil && waitpid(id, &now, WNOHANG) == id { status = now }
            return status != nil
        }
    }

    /// Waits until the process has ended.
    ///
    /// - Returns: the exit status; after a signal, 128 plus the signal's number, as in a shell.
    /// - Throws: `TimedOut`.
    func wait(within seconds: Double) throws -> CInt {
        try waitUntil("process \(id) has ended", within: seconds) { hasEnded }
        let status = waitStatus.withLock { $0 ?? 0 }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
