import Glibc

/// The result of a program that has ended.
struct Subprocess {
    /// The exit status. If a signal ended the program: 128 plus the number of the signal.
    let status: CInt
    /// The program's standard output and standard error.
    let output: String

    /// Runs a program without input, and waits until it ends.
    ///
    /// - Parameter command: the program, which is looked up in PATH, and its arguments.
    /// - Returns: nil if the program cannot be started, for example because it is not installed.
    static func run(_ command: [String]) -> Subprocess? {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        defer { close(ends[0]) }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        posix_spawn_file_actions_addclose(&actions, ends[0])

        let arguments = command.map { (word: String) in strdup(word) } + [nil]
        defer { for word in arguments { free(word) } }
        var id: pid_t = 0
        let code = posix_spawnp(&id, command[0], &actions, nil, arguments, environ)
        close(ends[1])
        guard code == 0 else { return nil }

        let output = readAll(ends[0])
        var status: CInt = 0
        while waitpid(id, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return Subprocess(status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: output)
    }

    private static func readAll(_ descriptor: CInt) -> String {
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return String(decoding: output, as: UTF8.self) }
            output.append(contentsOf: buffer[..<count])
        }
    }
}
