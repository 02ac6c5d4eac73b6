import Glibc

/// SIGTERM and SIGINT, waited for in one place: a handler that interrupts libfcgi's I/O would corrupt a response.
public enum TerminationSignals {
    /// Blocks them in this thread and in those that it starts from now on: to be called before the first.
    public static func block() {
        var set = signals
        pthread_sigmask(SIG_BLOCK, &set, nil)
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
