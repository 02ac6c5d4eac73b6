import Glibc

/// SIGTERM, SIGINT and SIGHUP, waited for in one place: a handler that interrupts libfcgi's I/O would corrupt a response. Those
/// that whoever started this process has it ignore, as nohup(1) does, stay ignored.
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
        return all.contains { sigismember(&pending, $0) == 1 }
    }

    /// Waits for one of them.
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

    /// The kernel keeps a blocked signal pending although it is ignored.
    private static func isIgnored(_ signal: CInt) -> Bool {
        func address(_ handler: __sighandler_t?) -> Int { unsafeBitCast(handler, to: Int.self) }
        var action = sigaction()
        return sigaction(signal, nil, &action) == 0
            && address(action.__sigaction_handler.sa_handler) == address(SIG_IGN)
    }
}
