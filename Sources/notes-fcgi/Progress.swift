import Glibc

/// Says on the standard error how far a long work is, at most once a second, and nothing where it takes no longer.
final class Progress {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var last = ContinuousClock.now
    private var isShown = false

    /// - Parameter text: how far it is, in a few words.
    func report(_ text: @autoclosure () -> String) {
        let now = ContinuousClock.now
        guard now - last >= .seconds(1) else { return }
        last = now
        isShown = true
        // On a terminal, each takes the place of the one before.
        show(isTerminal ? "\r\(text())\u{1B}[K" : "\(text())\n")
    }

    deinit {
        if isTerminal && isShown { show("\r\u{1B}[K") }
    }

    private func show(_ text: String) {
        write(STDERR_FILENO, text, text.utf8.count)
    }
}
