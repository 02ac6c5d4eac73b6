#if PostgreSQL
public import Notes

extension PostgresNoteArchive {
    public func examine(_ report: (Finding) -> Void) {
        let connection: Connection
        do {
            connection = try explaining("cannot use \(address)") { try Connection(address) }
        } catch {
            return report(Finding(.failed, "database", "\(error)"))
        }
        let version = connection.serverVersion
        report(
            Finding(
                .ok, "database",
                "\(address) can be read; the server has PostgreSQL \(version / 10_000).\(version % 10_000)"))
        if connection.hasExposedPassword {
            report(
                Finding(
                    .warning, "encryption",
                    "the password crosses the network without encryption; add sslmode=verify-full to DATABASE_URL"))
        }
        /// Reports the finding of `check`, or a failure if `check` throws.
        func examine(_ subject: String, _ check: (Connection) throws -> (Finding.Level, String)) {
            do {
                let (level, text) = try explaining("cannot use \(address)") { try check(connection) }
                report(Finding(level, subject, text))
            } catch {
                report(Finding(.failed, subject, "\(error)"))
                _ = connection.endTransaction()
            }
        }
        if let servers = checkServers() { report(servers) }
        examine("schema", Self.checkSchema)
        examine("database is writable", Self.checkIsWritable)
        examine("durability", Self.checkDurability)
        examine("text", Self.checkText)
        examine("history", Self.measureHistory)
    }

    /// Asks each server whether it accepts writes. Only one may do so.
    ///
    /// - Returns: nil if the address has one server only.
    private func checkServers() -> Finding? {
        let servers = address.servers
        guard servers.count > 1 else { return nil }
        let states = servers.map { server -> (name: String, text: String, isPrimary: Bool) in
            var server = server
            server["target_session_attrs"] = "any"
            let name = [server.hosts.first, server["port"]].compactMap { $0 }.joined(separator: ":")
            do {
                let isPrimary = try !Connection(server, until: .after(.seconds(5))).isStandby
                return (name, isPrimary ? "accepts writes" : "is a standby", isPrimary)
            } catch {
                return (name, "cannot be reached", false)
            }
        }
        let text = states.map { "\($0.name) \($0.text)" }.joined(separator: ", ")
        switch states.filter(\.isPrimary).count {
        case 1: return Finding(.ok, "servers", text)
        case 0: return Finding(.failed, "servers", "\(text); start the primary, or promote a standby")
        default:
            return Finding(
                .failed, "servers",
                "\(text); two servers accept writes, so notes differ: stop the one that is not the primary any more, and make it a standby"
            )
        }
    }

    private static func checkSchema(_ connection: Connection) throws -> (Finding.Level, String) {
        let version = try Schema.version(connection)
        if version > Schema.current {
            return (
                .failed, "version \(version): it was written by a newer version of this program; install that version"
            )
        }
        guard version == Schema.current else {
            return (.warning, "version \(version) of \(Schema.current); restart the service, or run migrate")
        }
        let missing = try Schema.missingObjects(connection)
        guard missing.isEmpty else {
            return (.warning, "\(missing.joined(separator: ", ")): missing; restart the service, or run migrate")
        }
        return (.ok, "version \(version)")
    }

    /// Writes a row and rolls back.
    private static func checkIsWritable(_ connection: Connection) throws -> (Finding.Level, String) {
        guard try Schema.version(connection) > 0 else { return (.warning, "it has no tables yet; run migrate") }
        let results = try connection.run(
            [
                Call("BEGIN"), Call("INSERT INTO note_write (key) VALUES ($1)", [.key(WriteKey())]),
                Call("SELECT current_user::text"), Call("ROLLBACK"),
            ], until: .none)
        return (.ok, "by the role \(results[2].first?.text(0) ?? "")")
    }

    /// With these settings, the server may confirm a write and lose it.
    private static func checkDurability(_ connection: Connection) throws -> (Finding.Level, String) {
        let standbys =
            try connection.run(
                Call("SELECT setting FROM pg_settings WHERE name = 'synchronous_standby_names'"), until: .none
            ).first?.text(0) ?? ""
        if try connection.run(Call(PostgresNoteStore.lacksStandby), until: .none).first?.flag(0) ?? false {
            return (
                .failed,
                "no standby is connected, so writes wait: start \(standbys), or set synchronous_standby_names to an empty text to go on without a standby"
            )
        }
        let settings = try connection.run(
            Call(
                """
                SELECT name, setting FROM pg_settings
                WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'
                """), until: .none
        ).map { "\($0.text(0) ?? "") = off" }
        guard settings.isEmpty else {
            return (.warning, "\(settings.joined(separator: ", ")): a crash of the server can lose notes; set it to on")
        }
        return (.ok, standbys.isEmpty ? "on this server alone" : "also on a standby: \(standbys)")
    }

    /// With the locale C, the index of texts knows only the letters A to Z.
    private static func checkText(_ connection: Connection) throws -> (Finding.Level, String) {
        let locale =
            try connection.run(
                Call("SELECT datctype FROM pg_database WHERE datname = current_database()"), until: .none
            ).first?.text(0) ?? ""
        guard !["C", "POSIX"].contains(locale) else {
            return (
                .warning,
                "the database has the locale \(locale), so searches for letters with accents and for other scripts are slow; create it with LC_CTYPE 'C.UTF-8'"
            )
        }
        return (.ok, "locale \(locale)")
    }

    private static func measureHistory(_ connection: Connection) throws -> (Finding.Level, String) {
        guard try Schema.version(connection) > 0 else { return (.ok, "there is none yet") }
        let sizes = try connection.run(
            Call(
                """
                SELECT \(Trash.isInTrash), count(*), sum(octet_length(title) + octet_length(content))::bigint
                FROM note_past GROUP BY 1
                """), until: .none
        ).map { row in (isDeleted: row.flag(0), text: "\(row.int(1)) with \((row.int(2) + 1023) >> 10) KiB") }
        let versions = sizes.first { !$0.isDeleted }?.text ?? "0 with 0 KiB"
        let deleted = sizes.first(where: \.isDeleted)?.text ?? "0 with 0 KiB"
        return (.ok, "earlier versions: \(versions) of text; notes in the trash: \(deleted) of text")
    }
}
#endif
