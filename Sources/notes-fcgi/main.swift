import ArgumentParser
import FastCGI
import Glibc

/// Ends the process with one line that says what is wrong.
func fail(_ reason: String, status: CInt = EXIT_FAILURE) -> Never {
    let line = "notes-fcgi: \(reason)\n"
    write(STDERR_FILENO, line, line.utf8.count)
    exit(status)
}

// A file would get the number of a standard descriptor that is closed, and messages would be written into it. Writing to
// what stands there instead fails.
for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
    _ = open("/dev/null", O_RDONLY)
}

do {
    var command = try NotesFCGI.parseAsRoot()
    try command.run()
} catch let error where error is Interruption || error is CancellationError {
    // Dies by the signal, as who sent it expects, unless whoever started this process has it ignore the signal.
    TerminationSignals.unblock()
    fail("interrupted; nothing was changed", status: 128 + SIGINT)
} catch is BrokenPipe {
    // As if SIGPIPE, which whoever started this may have ignored, had ended it: quietly.
    exit(128 + SIGPIPE)
} catch {
    NotesFCGI.end(with: error)
}
exit(EXIT_SUCCESS)
