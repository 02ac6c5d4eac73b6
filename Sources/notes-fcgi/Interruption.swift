import FastCGI

/// SIGINT, SIGTERM or SIGHUP came, and what was begun is undone.
struct Interruption: Error {
    /// From here on, the signals wait until somebody looks: what must not be left half done is not ended in its middle.
    static func postpone() {
        TerminationSignals.block()
    }

    /// - Throws: `Interruption` if a signal waits.
    static func check() throws {
        if isPending { throw Interruption() }
    }

    /// Whether a signal waits.
    static var isPending: Bool { TerminationSignals.isPending }
}
