import Foundation
import GRDB
import Locking
import Synchronization
import Testing
import TestSupport

@Suite struct BackupTests {
    /// The ids of the notes whose creation the service has confirmed.
    private final class Confirmed: Sendable {
        private let ids = Locked<Set<Int>>([])
        private let isOver = Atomic(false)

        var all: Set<Int> { ids.withLock { $0 } }

        func add(_ id: Int) {
            ids.withLock { _ = $0.insert(id) }
        }

        func createNotes(_ service: Service) throws {
            let connection = try service.connect()
            let json = #"{"title":"t","content":"\#(String(repeating: "c", count: 3000))"}"#
            while !isOver.load(ordering: .relaxed) {
                add(try connection.send(FastCGIRequest("POST", "/api/notes", json: json)).note().id)
            }
        }

        func end() {
            isOver.store(true, ordering: .relaxed)
        }
    }

    private func ids(_ path: String) throws -> Set<Int> {
        try DatabaseQueue(path: path).read { try Set(Int.fetchAll($0, sql: "SELECT id FROM note")) }
    }

    @Test func aBackupWhileTheServiceWritesIsOneMoment() throws {
        let service = try Service()
        let confirmed = Confirmed()
        let writers = Threads(4) { _ in try confirmed.createNotes(service) }
        for round in 1...3 {
            try waitUntil("there are notes") { confirmed.all.count > 100 * round }
            let before = confirmed.all
            let command = try Command("backup", "copy.db", in: service.folder)
            #expect(command.status == 0, "\(command.errors)")
            #expect(command.errors.isEmpty)
            #expect(confirmed.all.count > before.count, "the service goes on writing during the backup")
            let copy = try ids(service.folder.file("copy.db"))
            #expect(copy.isSuperset(of: before), "every note confirmed before the backup is in the copy")
            #expect(copy == Set(1...copy.count), "the copy shows one moment, so no id is missing")
            #expect(try service.folder.names.filter { $0.hasPrefix("copy.db") } == ["copy.db"])
        }
        confirmed.end()
        try writers.join()

        // A service can use the copy as its database.
        let restored = try Service.makeFolder()
        try restored.write(service.folder.read("copy.db"), to: "notes.db")
        let other = try Service(in: restored)
        #expect(try other.createNote("after").id == ids(service.folder.file("copy.db")).count + 1)
    }

    @Test func onlyTheOwnerMayReadTheCopy() throws {
        let service = try Service()
        _ = try Command("backup", "copy.db", in: service.folder)
        let attributes = try FileManager.default.attributesOfItem(atPath: service.folder.file("copy.db"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func aBackupWithoutAServiceReplacesAnOlderBackup() throws {
        let (folder, target) = (try TemporaryDirectory(), try TemporaryDirectory())
        _ = try Command("migrate", in: folder)
        try target.write("an older backup".utf8, to: "copy.db")
        for _ in 0..<2 { #expect(try Command("backup", target.file("copy.db"), in: folder).status == 0) }
        #expect(try target.names == ["copy.db"])
        #expect(try folder.names == ["notes.db"])
        #expect(try ids(target.file("copy.db")).isEmpty)
    }

    @Test func theTargetOfASymbolicLinkIsReplaced() throws {
        let folder = try TemporaryDirectory()
        _ = try Command("migrate", in: folder)
        try folder.write([], to: "monday.db")
        try FileManager.default.createSymbolicLink(atPath: folder.file("latest.db"), withDestinationPath: "monday.db")
        #expect(try Command("backup", "latest.db", in: folder).status == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("latest.db")) == "monday.db")
        #expect(try ids(folder.file("monday.db")).isEmpty)
    }

    @Test func theDatabaseAndSpecialFilesAreNeverReplaced() throws {
        let service = try Service()
        try service.createNote("kept")
        let folder = service.folder
        try FileManager.default.createSymbolicLink(atPath: folder.file("link.db"), withDestinationPath: "notes.db")
        try FileManager.default.linkItem(atPath: folder.file("notes.db"), toPath: folder.file("hard.db"))
        try folder.write("of another program".utf8, to: "other.db")
        try folder.write("its log".utf8, to: "other.db-wal")
        let names = try folder.names
        for file in [
            "notes.db", "./notes.db", folder.file("notes.db"), "link.db", "hard.db", "notes.db-wal", "notes.db-shm",
            "notes.db-journal", folder.file("notes.db-journal"), "other.db",
            "templates", ".", "/dev/null", "missing/copy.db", "notes.db/copy.db", "",
        ] {
            for command in ["backup", "export"] {
                let command = try Command(command, file, in: folder)
                #expect(command.status == 1, "\(file)")
                #expect(command.error != nil, "\(file): \(command.errors)")
            }
        }
        #expect(try folder.names == names)
        #expect(String(decoding: folder.read("other.db"), as: UTF8.self) == "of another program")
        #expect(try service.send(FastCGIRequest("GET", "/api/notes/1")).status == 200)
    }

    /// SQLite removes `notes.db-wal` and similar files when the last program closes the database. An export with such a name
    /// would be lost.
    @Test func noFileGetsANameThatSQLiteUses() throws {
        let folder = try TemporaryDirectory()
        #expect(try Command("migrate", in: folder).status == 0)
        try FileManager.default.createSymbolicLink(atPath: folder.file("link.db"), withDestinationPath: "notes.db")
        for file in ["notes.db-wal", "./notes.db-shm", folder.file("notes.db-journal")] {
            for database in ["notes.db", "link.db"] {
                let command = try Command(
                    "export", file, in: folder, environment: ["DATABASE_URL": "sqlite:///\(database)"])
                #expect(command.status == 1)
                #expect(command.error?.contains("choose another name") == true, "\(command.errors)")
            }
        }
        #expect(try folder.names == ["link.db", "notes.db"])
    }

    /// After a signal, either the old file or a complete new file is there, and no temporary file.
    @Test(arguments: [SIGTERM, SIGINT, SIGHUP]) func aSignalDuringABackupLeavesNoIncompleteFile(signal: CInt) throws {
        let folder = try TemporaryDirectory()
        _ = try Command("migrate", in: folder)
        try DatabaseQueue(path: folder.file("notes.db")).write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000)
                    INSERT INTO note (title, content) SELECT 'note', hex(randomblob(10000)) FROM n
                    """)
        }
        let names = try folder.names
        let target = try TemporaryDirectory()
        try target.write("old".utf8, to: "copy.db")
        let process = try ChildProcess([Checkout.notesFCGI, "backup", target.file("copy.db")], in: folder.path)
        try waitUntil("the backup has begun") { try target.names.count == 2 || process.hasEnded }
        process.signal(signal)
        let status = try process.wait(within: 20)
        #expect(try target.names == ["copy.db"])
        #expect(try folder.names == names)
        if status == 128 + signal {
            #expect(target.read("copy.db") == Array("old".utf8))
        } else {
            // The backup was complete before the signal came.
            #expect(status == 0)
            #expect(try ids(target.file("copy.db")).count == 2000)
        }
    }
}
