import ArgumentParser
import Glibc

/// The command line. Without a subcommand, it serves.
struct NotesFCGI: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notes-fcgi",
        abstract: "Notes behind nginx: without a subcommand, serves the FastCGI socket that it gets as descriptor 0.",
        discussion: """
            The settings, SECRET_KEY, DATABASE_URL and others, come from the environment, or else from the file .env in \
            the working directory. Run the subcommands with the service's settings, as its user and in its \
            working directory. All of them work while the service runs.
            """,
        version: version,
        subcommands: [
            BackupCommand.self, DoctorCommand.self, ExportCommand.self, ImportCommand.self, MigrateCommand.self,
        ])

    func run() throws {
        try Serving.run()
    }

    /// Ends the process as an error says: help and the version go to the standard output, anything else is one line.
    static func end(with error: any Error) -> Never {
        let code = exitCode(for: error)
        if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
        if code.isSuccess {
            print(fullMessage(for: error))
            Glibc.exit(code.rawValue)
        }
        // A mistake on the command line has a code of its own, and a help to look at (sysexits.h: EX_USAGE).
        let advice = code == .validationFailure ? "; see notes-fcgi --help" : ""
        let message = message(for: error).split(separator: "\n").joined(separator: " ")
        fail(message + advice, status: code.rawValue)
    }
}
