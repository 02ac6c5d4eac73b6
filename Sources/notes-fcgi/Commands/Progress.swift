import Glibc

/// Prints the progress of a long command to the standard error, at most once a second.
///
/// A command that takes less than a second prints nothing.
final class Progress {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var lastReport = ContinuousClock.now
    private var isShown = false

    /// - Parameter text: how much is done, in a few words.
    func report(_ text: @autoclosure () -> String) {
        let now = ContinuousClock.now
        guard now - lastReport >= .seconds(1) else { return }
        lastReport = now
        isShown = true
        // On a terminal, each report overwrites the previous report.
        show(isTerminal ? "\r\(text())\u{1B}[K" : "\(text())\n")
    }

    deinit {
        if isTerminal && isShown { show("\r\u{1B}[K") }
    }

    private func show(_ text: String) {
        write(STDERR_FILENO, text, text.utf8.count)
    }
}
