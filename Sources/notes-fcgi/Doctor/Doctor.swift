import Notes
import NotesSQLite
import NotesWeb

/// Looks at all that the service needs, and changes nothing.
struct Doctor {
    /// The path of the socket.
    let socket: String
    /// An address of the site; nil: it is not fetched.
    let url: String?

    /// - Parameter report: takes each finding as soon as there is one.
    func examine(_ report: (Finding) -> Void) {
        do {
            let settings = try Settings.load()
            report(Self.secretKey(settings))
            SQLiteNoteArchive(path: settings.databasePath).examine(report)
        } catch {
            report(Finding(.failed, "settings", "\(error)"))
        }
        report(templates())
        report(socketFinding())
        report(library())
        if let url { report(site(url)) }
    }

    private static func secretKey(_ settings: Settings) -> Finding {
        guard settings.secretKey != nil else {
            return Finding(
                .warning, "SECRET_KEY",
                "it is not set, so sessions end with each start; set it to what this prints: head -c 32 /dev/urandom | base64"
            )
        }
        return Finding(.ok, "SECRET_KEY", "it is set")
    }

    private func templates() -> Finding {
        do {
            _ = try Templates(directory: "templates")
            _ = try StaticFiles.version(directory: "static")
            return Finding(.ok, "templates", "all of them can be used")
        } catch {
            return Finding(
                .failed, "templates", "\(error); run this in the service's working directory, or install it anew")
        }
    }
}
