import Glibc
import Notes
import NotesSQLite

/// The database, and the disk that it is on.
extension Doctor {
    func examineDatabase(_ path: String, _ report: (Finding) -> Void) {
        let database = DatabaseFile(path: path)
        /// Reports what `check` finds, or why it cannot.
        func examine(_ subject: String, _ check: () throws -> Finding) {
            do {
                report(try check())
            } catch {
                report(Finding(.failed, subject, "\(error)"))
            }
        }
        do {
            _ = try database.journalMode()
            report(Finding(.ok, "database", "\(path) can be read"))
        } catch {
            report(Finding(.failed, "database", "\(error)"))
            return report(Self.diskSpace(besides: path))
        }
        examine("database is writable") {
            try database.checkIsWritable()
            return Self.owner(path)
        }
        examine("database is whole") {
            guard let damage = try database.damage() else { return Finding(.ok, "database is whole", "yes") }
            return Finding(
                .failed, "database is whole", "\(damage); end the service and put the last good backup in its place")
        }
        examine("journal") {
            let mode = try database.journalMode()
            return mode == "wal"
                ? Finding(.ok, "journal", "in WAL mode")
                : Finding(
                    .warning, "journal", "in mode \(mode); the service sets WAL mode when it starts, as does migrate")
        }
        examine("schema") {
            let current = DatabaseFile.currentSchema
            return switch try database.schemaState() {
            case .current: Finding(.ok, "schema", "version \(current)")
            case .older(let version):
                Finding(.warning, "schema", "version \(version) of \(current); start the service anew, or run migrate")
            case .incomplete:
                Finding(.warning, "schema", "triggers or indexes are missing; start the service anew, or run migrate")
            }
        }
        report(Self.diskSpace(besides: path))
    }

    /// Root may write everything: whether the service may as well, the owners tell.
    private static func owner(_ path: String) -> Finding {
        let subject = "database is writable"
        var (file, folder) = (stat(), stat())
        guard stat(path, &file) == 0, stat(DatabaseFile.folder(ofFile: path), &folder) == 0 else {
            return Finding(.failed, subject, String(cString: strerror(errno)))
        }
        let user = Self.user(geteuid())
        guard file.st_uid == folder.st_uid else {
            return Finding(
                .warning, subject,
                "by \(user); it belongs to \(Self.user(file.st_uid)) and its folder to \(Self.user(folder.st_uid)): both should to the service's user; see chown(1)"
            )
        }
        return Finding(.ok, subject, "by \(user); it belongs to \(Self.user(file.st_uid))")
    }

    /// Below this, a service that writes will soon stand still.
    private static let fewBytes: UInt64 = 256 << 20

    private static func diskSpace(besides path: String) -> Finding {
        let folder = DatabaseFile.folder(ofFile: path)
        guard let free = DatabaseFile(path: path).freeBytes else {
            return Finding(.failed, "disk space", "\(folder): \(String(cString: strerror(errno)))")
        }
        let text = "\(free >> 20) MiB are free in \(folder)"
        if free < DatabaseFile.neededBytes { return Finding(.failed, "disk space", "\(text); make room") }
        return free < fewBytes
            ? Finding(.warning, "disk space", "\(text); make room soon") : Finding(.ok, "disk space", text)
    }

    /// A user's name, or else the number.
    static func user(_ id: uid_t) -> String {
        getpwuid(id).map { String(cString: $0.pointee.pw_name) } ?? "user \(id)"
    }
}
