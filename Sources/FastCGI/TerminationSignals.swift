import Glibc

/// The signals that end a service: SIGTERM, SIGINT and SIGHUP.
///
/// The process blocks these signals and waits for them in one place. A signal handler would interrupt libfcgi's reads,
/// and libfcgi would give up the request. Signals that the process ignored when it started (nohup(1)) stay ignored.
public enum TerminationSignals {
    /// Blocks the signals in this thread and in the threads that it starts. Call this before the first thread starts.
    public static func block() {
        var set = signals
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Undoes `block()` in this thread. A pending signal ends the process now.
    public static func unblock() {
        var set = signals
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Whether one of the signals was sent while it was blocked.
    public static var isPending: Bool {
        var pending = sigset_t()
        sigpending(&pending)
        return all.contains { sigismember(&pending, $0) == 1 }
    }

    /// Waits until one of the signals is sent.
    public static func wait() {
        var set = signals
        var signal: CInt = 0
        while sigwait(&set, &signal) != 0 {}
    }

    private static let all = [SIGTERM, SIGINT, SIGHUP]

    private static var signals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in all where !isIgnored(signal) { sigaddset(&set, signal) }
        return set
    }

    /// Returns whether the process ignores a signal. A blocked signal becomes pending even if it is ignored.
    private static func isIgnored(_ signal: CInt) -> Bool {
        func address(_ handler: __sighandler_t?) -> Int { unsafeBitCast(handler, to: Int.self) }
        var action = sigaction()
        return sigaction(signal, nil, &action) == 0
            && address(action.__sigaction_handler.sa_handler) == address(SIG_IGN)
    }
}
