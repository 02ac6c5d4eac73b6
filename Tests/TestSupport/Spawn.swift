public import Glibc

/// Starts programs with posix_spawn(3).
public enum Spawn {
    /// Starts a program with the signal settings that a shell gives, and with no descriptors but its three streams.
    ///
    /// Other descriptors belong to other tests. For example, a program of another test would not see the end of its input
    /// while this program holds the pipe.
    ///
    /// - Parameters:
    ///   - command: the program's path, or its name in PATH, and its arguments.
    ///   - environment: nil for that of this process.
    ///   - openStreams: opens the descriptors 0 to 2.
    /// - Returns: the process id, and the error code of posix_spawnp, which is 0 after a success.
    public static func start(
        _ command: [String], environment: [String: String]? = nil,
        openStreams: (inout posix_spawn_file_actions_t) -> Void
    ) -> (id: pid_t, code: CInt) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        openStreams(&actions)
        // Swift does not import posix_spawn_file_actions_addclosefrom_np. glibc ignores descriptors that are not open.
        for descriptor in STDERR_FILENO + 1..<CInt(min(sysconf(CInt(_SC_OPEN_MAX)), 4096)) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

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
        var variables = (environment ?? [:]).map { strdup("\($0)=\($1)") } + [nil]
        defer { for string in arguments + variables { free(string) } }
        var id: pid_t = 0
        let code =
            environment == nil
            ? posix_spawnp(&id, command[0], &actions, &attributes, &arguments, environ)
            : posix_spawnp(&id, command[0], &actions, &attributes, &arguments, &variables)
        return (id, code)
    }
}
