import Notes
import NotesWeb

/// Checks everything that the service needs, and changes nothing.
struct Doctor {
    /// The path of the socket on which nginx connects to the service.
    let socket: String
    /// An address of the site, to be fetched through nginx; nil to skip this check.
    let url: String?

    /// - Parameter report: called with each finding as soon as it is known.
    func examine(_ report: (Finding) -> Void) {
        var basePath = ""
        do {
            let settings = try Settings.load()
            basePath = settings.basePath
            // If the database cannot be reached, a later line says so.
            let inUse = (try? settings.database.keyFingerprints()) ?? []
            report(Self.secretKey(settings, fingerprintsInUse: inUse))
            report(Finding(.ok, "time zone", settings.timeZone.name ?? "that of the system"))
            settings.database.archive.examine(report)
            if let finding = networkFinding(hosts: settings.database.hosts) { report(finding) }
        } catch {
            report(Finding(.failed, "settings", "\(error)"))
        }
        report(templates())
        report(processors())
        report(socketFinding())
        report(library())
        if let url { report(site(url, basePath: basePath)) }
    }

    private func templates() -> Finding {
        do {
            _ = try Templates(directory: "templates")
            _ = try StaticFiles.version(directory: "static")
            return Finding(.ok, "templates", "all of them can be used")
        } catch {
            return Finding(
                .failed, "templates",
                "\(error); run this command in the working directory of the service, or install the service again")
        }
    }
}
