import Glibc

/// SIGTERM and SIGINT, waited for in one place: a handler that interrupts libfcgi's I/O would corrupt a response.
public enum TerminationSignals {
    /// Blocks them in this thread and in those that it starts from now on: to be called before the first.
    public static func block() {
        var set = signals
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Undoes `block()` in this thread: one that is pending ends the process now.
    public static func unblock() {
        var set = signals
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Whether one of them, blocked, has been sent.
    public static var isPending: Bool {
        var pending = sigset_t()
        sigpending(&pending)
        return sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1
    }

    /// Waits for one of them.
    public static func wait() {
        var set = signals
        var signal: CInt = 0
        while sigwait(&set, &signal) != 0 {}
    }

    private static var signals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        return set
    }
}
