import ArgumentParser
import Notes

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check everything that the service needs, and say how to fix what is wrong.",
        discussion: """
            It changes nothing. Each line begins with ok, warning or FAILED. The exit status is 1 if a line says FAILED.
            """)

    @Option(help: ArgumentHelp("The socket on which nginx connects to the service.", valueName: "path"))
    var socket: String = "/run/notes/notes.sock"

    @Option(
        help: ArgumentHelp(
            "An address of the site, below BASE_PATH if that is set. It is fetched through nginx with curl.",
            valueName: "url"))
    var url: String?

    func run() throws {
        var hasFailed = false
        Doctor(socket: socket, url: url).examine { finding in
            print(finding)
            if finding.level == .failed { hasFailed = true }
        }
        if hasFailed { throw ExitCode.failure }
    }
}
