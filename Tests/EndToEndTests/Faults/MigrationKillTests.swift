import Glibc
import GRDB
import TestSupport
import Testing

/// A migration that is killed leaves the old schema or the new one, and the same notes.
@Suite struct MigrationKillTests {
    private static let count = 20_000

    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        try DatabaseQueue(path: folder.file("old.db")).write { db in
            try db.execute(
                sql: OldSchema.sql(version: 1) + """
                    INSERT INTO note (title, content)
                        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < \(Self.count))
                        SELECT 'note ' || n, 'content ' || n FROM number;
                    """)
        }
    }

    /// The schema's version, and a text that depends on every note.
    private func state(_ path: String) throws -> (version: Int?, notes: String?) {
        try DatabaseQueue(path: path).read { db in
            (
                try Int.fetchOne(db, sql: "SELECT count(*) FROM grdb_migrations"),
                try String.fetchOne(db, sql: "SELECT group_concat(id || title || content) FROM note")
            )
        }
    }

    @Test func aKilledMigrationLeavesTheOldOrTheNewSchema() throws {
        let notes = try state(folder.file("old.db")).notes
        let old = folder.read("old.db")
        for round in 0..<LongTests.choose(40, normally: 12) {
            let folder = try Service.makeFolder()
            try folder.write(old, to: "notes.db")
            let process = try ChildProcess(
                [Checkout.notesFCGI, "migrate"], in: folder.path, environment: ["SECRET_KEY": Command.secret])
            // The log grows with the progress of the migration, up to about 100 kB.
            try waitUntil("the migration has begun, or has ended") {
                process.hasEnded || folder.read("notes.db-wal").count >= round * 8192
            }
            process.signal(SIGKILL)
            _ = try process.wait(within: 10)
            let killed = try state(folder.file("notes.db"))
            #expect([1, 2, 3].contains(killed.version) && killed.notes == notes)

            let service = try Service(in: folder)
            #expect(try service.createNote("t").id == Self.count + 1)
            #expect(
                try service.send(FastCGIRequest("PUT", "/api/notes/1", json: #"{"title":"changed"}"#)).status == 200)
            let history = try DatabaseQueue(path: folder.file("notes.db")).read {
                try String.fetchAll($0, sql: "SELECT title FROM note_past")
            }
            #expect(history == ["note 1"])
        }
    }
}
