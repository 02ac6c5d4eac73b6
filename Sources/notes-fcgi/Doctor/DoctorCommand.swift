import ArgumentParser
import Notes

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look whether everything is as it must be, and say what to do where it is not.",
        discussion: """
            It changes nothing. Each line says ok, warning or FAILED; the exit status is 1 if anything FAILED.
            """)

    @Option(help: ArgumentHelp("The socket on which nginx connects.", valueName: "path"))
    var socket: String = "/run/notes/notes.sock"

    @Option(help: ArgumentHelp("An address of the site, to be fetched through nginx with curl.", valueName: "url"))
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
