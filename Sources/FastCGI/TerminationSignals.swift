import Glibc

/// The signals that end a service: SIGTERM, SIGINT and SIGHUP.
///
/// The process blocks them and waits for them in one place. A signal handler would interrupt libfcgi's reads and writes,
/// and libfcgi would then send a corrupt response. A signal that the process ignores since its start (nohup(1)) stays
/// ignored.
public enum TerminationSignals {
    /// Blocks the signals in this thread and in every thread that it starts later. Call it before the first thread starts.
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

    /// Tells whether the process ignores a signal. The kernel keeps a blocked signal pending even if it is ignored.
    private static func isIgnored(_ signal: CInt) -> Bool {
        func address(_ handler: __sighandler_t?) -> Int { unsafeBitCast(handler, to: Int.self) }
        var action = sigaction()
        return sigaction(signal, nil, &action) == 0
            && address(action.__sigaction_handler.sa_handler) == address(SIG_IGN)
    }
}
