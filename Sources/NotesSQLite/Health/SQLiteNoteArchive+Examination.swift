import GRDB
import Glibc
public import Notes

extension SQLiteNoteArchive {
    /// With less free space than this, the service will soon be unable to write.
    private static let scarceBytes: UInt64 = 256 << 20

    public func examine(_ report: (Finding) -> Void) {
        /// Reports the finding of `check`, or a failure if `check` throws. Returns false after a failure.
        @discardableResult
        func examine(_ subject: String, _ check: (Database) throws -> (Finding.Level, String)) -> Bool {
            do {
                let (level, text) = try file.withReader("cannot use") { try $0.inDatabase(check) }
                report(Finding(level, subject, text))
                return true
            } catch {
                report(Finding(.failed, subject, "\(error)"))
                return false
            }
        }
        if examine("database", checkIsReadable) {
            examine("database is writable", checkIsWritable)
            examine("database is whole", Self.checkIsWhole)
            examine("journal", Self.checkJournal)
            examine("schema", Self.checkSchema)
            examine("history", Self.measureHistory)
            examine("imports", Self.checkImports)
        }
        report(diskSpace())
    }

    private func checkIsReadable(_ db: Database) throws -> (Finding.Level, String) {
        _ = try String.fetchOne(db, sql: "PRAGMA journal_mode")
        return (.ok, "\(file.path) can be read")
    }

    /// Takes SQLite's write lock and releases it. Root can write every file, so this also reports the owners of the
    /// file and its folder: the service's user should own both.
    private func checkIsWritable(_ db: Database) throws -> (Finding.Level, String) {
        // Checks the folder, too, because SQLite creates files next to the database.
        for path in [file.path, file.folder] where access(path, W_OK) != 0 {
            return (.failed, "\(path): \(String(cString: strerror(errno))); let the service's user write there")
        }
        try db.execute(sql: "BEGIN IMMEDIATE; ROLLBACK")
        var (status, folderStatus) = (stat(), stat())
        guard stat(file.path, &status) == 0, stat(file.folder, &folderStatus) == 0 else {
            return (.failed, String(cString: strerror(errno)))
        }
        let (user, owner) = (Self.name(ofUser: geteuid()), Self.name(ofUser: status.st_uid))
        guard status.st_uid == folderStatus.st_uid else {
            return (
                .warning,
                "by \(user); it belongs to \(owner) and its folder to \(Self.name(ofUser: folderStatus.st_uid)): both should belong to the service's user; see chown(1)"
            )
        }
        return (.ok, "by \(user); it belongs to \(owner)")
    }

    /// Reads nearly all of the file.
    private static func checkIsWhole(_ db: Database) throws -> (Finding.Level, String) {
        guard let problem = try db.integrityProblem(pragma: "quick_check") else { return (.ok, "yes") }
        return (.failed, "\(problem); stop the service and restore the last good backup")
    }

    private static func checkJournal(_ db: Database) throws -> (Finding.Level, String) {
        let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? "unknown"
        guard mode != "wal" else { return (.ok, "in WAL mode") }
        return (.warning, "in mode \(mode); the service sets WAL mode when it starts, as does migrate")
    }

    private static func checkSchema(_ db: Database) throws -> (Finding.Level, String) {
        if let reason = try Schema.reasonToRefuse(db) { return (.failed, reason) }
        let version = try Schema.version(db)
        guard version == Schema.current else {
            return (.warning, "version \(version) of \(Schema.current); restart the service, or run migrate")
        }
        let missing = try Schema.missingObjects(db)
        guard missing.isEmpty else {
            return (.warning, "\(missing.joined(separator: ", ")): missing; restart the service, or run migrate")
        }
        return (.ok, "version \(version)")
    }

    /// Adds up the sizes of the texts, which takes about a second for 100,000 versions of 10 kB.
    private static func measureHistory(_ db: Database) throws -> (Finding.Level, String) {
        guard try db.tableExists("note_past") else { return (.ok, "there is none yet") }
        let sizes = try db.cachedStatement(
            sql: """
                SELECT \(Trash.isInTrash), count(*),
                    total(ifnull(length(CAST(title AS BLOB)), 0) + ifnull(length(CAST(content AS BLOB)), 0))
                FROM note_past GROUP BY 1
                """
        ).rows { row in (isDeleted: row.int(0) != 0, text: "\(row.int(1)) with \(kibibytes(row.int(2)))") }
        let none = "0 with \(kibibytes(0))"
        let versions = sizes.first { !$0.isDeleted }?.text ?? none
        let deleted = sizes.first(where: \.isDeleted)?.text ?? none
        return (.ok, "earlier versions: \(versions) of text; notes in the trash: \(deleted) of text")
    }

    private static func checkImports(_ db: Database) throws -> (Finding.Level, String) {
        guard try db.tableExists("note_import") else { return (.ok, "none is unfinished") }
        if try Publication.isNeeded(db) {
            return (.warning, "some notes of an import do not appear yet; start the service, or run migrate")
        }
        guard try IncomingNote.first(db) == nil else {
            return (.warning, "one is running or was interrupted; the next import deletes what it has left")
        }
        return (.ok, "none is unfinished")
    }

    private static func kibibytes(_ bytes: Int) -> String {
        "\((bytes + 1023) >> 10) KiB"
    }

    private func diskSpace() -> Finding {
        let subject = "disk space"
        guard let free = file.freeBytes else {
            return Finding(.failed, subject, "\(file.folder): \(String(cString: strerror(errno)))")
        }
        let text = "\(free >> 20) MiB are free in \(file.folder)"
        if free < DatabaseFile.neededBytes { return Finding(.failed, subject, "\(text); free some space") }
        if free < Self.scarceBytes { return Finding(.warning, subject, "\(text); free some space soon") }
        return Finding(.ok, subject, text)
    }

    /// The name of a user, or a text with the id if the user has no name.
    private static func name(ofUser id: uid_t) -> String {
        getpwuid(id).map { String(cString: $0.pointee.pw_name) } ?? "user \(id)"
    }
}

extension Database {
    /// The first problem that SQLite finds in the database's contents, in one line; nil if it finds none.
    ///
    /// - Parameter pragma: `quick_check` or `integrity_check` (https://www.sqlite.org/pragma.html#pragma_quick_check).
    func integrityProblem(pragma: String) throws -> String? {
        let result = try String.fetchOne(self, sql: "PRAGMA \(pragma)(1)") ?? "the check returned nothing"
        return result == "ok" ? nil : result.split(separator: "\n").joined(separator: " ")
    }
}
