import ArgumentParser
import FastCGI
import Glibc

/// Writes one line to the standard error and ends the process.
func exitWithMessage(_ message: String, status: CInt) -> Never {
    let line = "notes-fcgi: \(message)\n"
    write(STDERR_FILENO, line, line.utf8.count)
    exit(status)
}

// If descriptor 2 is closed at the start, the next file to be opened, such as the database, gets its number. Error
// messages would then go into that file. So this opens /dev/null for each closed descriptor, read-only: writing fails.
for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
    _ = open("/dev/null", O_RDONLY)
}

do {
    var command = try NotesFCGI.parseAsRoot()
    try command.run()
} catch is CancellationError {
    // After `unblock()`, the pending signal ends the process, so the parent process sees which signal it was.
    TerminationSignals.unblock()
    exitWithMessage("interrupted; nothing was changed", status: 128 + SIGINT)
} catch is BrokenPipe {
    // Ends without a message, and with the status that a shell reports for SIGPIPE.
    exit(128 + SIGPIPE)
} catch {
    NotesFCGI.exit(reporting: error)
}
exit(EXIT_SUCCESS)
