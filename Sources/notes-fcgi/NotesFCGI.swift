import ArgumentParser

/// The command line of the program. Without a subcommand, it runs the service.
struct NotesFCGI: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notes-fcgi",
        abstract: "The Notes service behind nginx. Without a subcommand, it serves the FastCGI socket on descriptor 0.",
        discussion: """
            Settings such as SECRET_KEY and DATABASE_URL come from the environment, or else from the file .env in the \
            working directory. Run the subcommands with the settings of the service, as its user, and in its working \
            directory. All of them work while the service runs.
            """,
        version: version,
        subcommands: [
            BackupCommand.self, DoctorCommand.self, ExportCommand.self, ImportCommand.self, MigrateCommand.self,
        ])

    func run() throws {
        try Serving.run()
    }

    /// Ends the process because of an error of ArgumentParser or of a command.
    ///
    /// ArgumentParser also throws an "error" to print the help or the version, to the standard output. An `ExitCode`
    /// prints nothing. Any other error becomes one line on the standard error.
    static func exit(reporting error: any Error) -> Never {
        let code = exitCode(for: error)
        if error is ExitCode || code.isSuccess { exit(withError: error) }
        // `validationFailure` is EX_USAGE in sysexits.h: the command line has a mistake.
        let advice = code == .validationFailure ? "; see notes-fcgi --help" : ""
        let message = message(for: error).split(separator: "\n").joined(separator: " ")
        exitWithMessage(message + advice, status: code.rawValue)
    }
}
