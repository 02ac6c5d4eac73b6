import Foundation
import GRDB
import Notes
import TestSupport
import Testing

@testable import NotesSQLite

/// Databases that the service refuses to open.
@Suite struct RefusalTests {
    /// A database that is not in WAL mode, and the reason why it is refused.
    struct Refused: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// Whether this program migrated the database before.
        let isMigrated: Bool
        let sql: String
        let reason: String
    }

    static let databases = [
        Refused(
            testDescription: "of a newer version", isMigrated: true,
            sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')", reason: "newer version"),
        Refused(
            testDescription: "of another program, with a table of the same name", isMigrated: false,
            sql: "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)", reason: "no column title"),
        Refused(
            testDescription: "of another program, with a table that the schema needs", isMigrated: false,
            sql: AdoptionTests.table + "CREATE TABLE Note_Total (mine)", reason: "note_total belongs to another program"
        ),
        Refused(
            testDescription: "without its notes", isMigrated: true, sql: "DROP TABLE note", reason: "no table note"),
        Refused(
            testDescription: "without a column", isMigrated: true,
            sql: "ALTER TABLE note RENAME COLUMN content TO body", reason: "no column content"),
    ]

    @Test(arguments: databases) func aRefusedDatabaseStaysAsItIs(_ refused: Refused) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("notes.db")
        let archive = SQLiteNoteArchive(path: path)
        if refused.isMigrated { try archive.migrate() }
        let database = try DatabaseQueue(path: path)
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = DELETE")
            try db.execute(sql: refused.sql)
        }
        try database.close()
        let bytes = try #require(FileManager.default.contents(atPath: path))

        for open in [{ _ = try SQLiteNoteStore(path: path) }, { try archive.migrate() }] as [() throws -> Void] {
            let error = #expect(throws: UserError.self) { try open() }
            #expect(error?.description.contains(refused.reason) == true, "\(String(describing: error))")
        }
        let finding = archive.finding("schema")
        #expect(finding?.level == .failed)
        #expect(finding?.text.contains(refused.reason) == true, "\(String(describing: finding))")
        #expect(FileManager.default.contents(atPath: path) == bytes)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["notes.db"])
    }

    @Test func openingCanBeCancelledWhileAnotherProcessOpensTheDatabase() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("notes.db")
        var calls = 0
        _ = try DatabaseFile(path: path).withFolderLocked(isCancelled: { false }) {
            #expect(throws: CancellationError.self) {
                try SQLiteNoteStore(path: path) {
                    calls += 1
                    return calls == 3
                }
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }
}
