import Foundation
import GRDB
import Notes
import NotesSQLite
import StoreContract
import TestSupport
import Testing

/// Runs random statements of another program, and checks after each that no text is lost, that versions grow, and that each
/// version of an id names one text.
@Suite struct RandomStatementTests {
    /// `deploy/test --long` runs more statements.
    private static let isLong = ProcessInfo.processInfo.environment["NOTES_LONG_TESTS"] == "1"

    /// A row of the table `note`.
    private struct NoteRow: Equatable {
        let values: [DatabaseValue]

        var content: String { String.fromDatabaseValue(values[2]) ?? "" }
        /// nil if there is no time.
        var time: String? { if case .string(let text) = values[5].storage { text } else { nil } }
        var version: NoteVersion { NoteVersion(time.flatMap { Timestamp($0) }) }
    }

    /// One program's statements on a database, and what the checks remember.
    private struct Run {
        let test: TestStore
        let other: OtherProgram
        let isRecursive: Bool
        var random: SplitMix64
        var number = 0
        /// Every content that a note has had.
        var contents: Set<String> = []
        /// The versions that each id has had, with their notes.
        var versions: [Int64: [NoteVersion: NoteRow]] = [:]

        init(seed: UInt64) throws {
            test = try TestStore { try $0.execute(sql: AdoptionTests.table) }
            isRecursive = seed % 4 == 3
            other = try OtherProgram(test, isRecursive: isRecursive)
            random = SplitMix64(state: seed)
        }

        private mutating func choose(_ values: [String]) -> String { values.randomElement(using: &random) ?? "" }

        private mutating func time() -> String {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...1: return choose(OtherTimesTests.times)
            default:
                let (year, fraction) = (choose(["2000", "2026", "2099"]), choose(["000000", "123456", "999999"]))
                return "'\(year)-0\(Int.random(in: 1...9, using: &random))-01 00:00:00.\(fraction)'"
            }
        }

        private mutating func statement() -> String {
            number += 1
            let (content, time) = ("'c\(number)'", time())
            let ids = (-2...6).map(String.init)
            let (id, other) = (choose(ids), choose(ids))
            let pastRow = """
                SELECT note_id, \(OtherProgram.columns) FROM note_past WHERE note_id = \(id)
                ORDER BY id \(choose(["ASC", "DESC"])) LIMIT 1
                """
            return choose([
                "INSERT INTO note (title, content, updated_at) VALUES ('t', \(content), \(time))",
                "INSERT INTO note (id, title, content, updated_at) VALUES (\(id), 't', \(content), \(time))",
                "REPLACE INTO note (id, title, content, updated_at) VALUES (\(id), 't', \(content), \(time))",
                "REPLACE INTO note (title, content) VALUES ('t', \(content)), ('t', \(content))",
                "INSERT OR IGNORE INTO note (id, title, content, updated_at) VALUES (\(id), 't', \(content), \(time))",
                """
                INSERT INTO note (id, title, content, updated_at) VALUES (\(id), 't', \(content), \(time))
                ON CONFLICT (id) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at
                """,
                "UPDATE note SET content = \(content) WHERE id = \(id)",
                "UPDATE note SET content = \(content), updated_at = \(time) WHERE id = \(id)",
                "UPDATE note SET updated_at = \(time) WHERE id = \(id)",
                "UPDATE note SET is_pinned = \(choose(["NULL", "0", "1"])) WHERE id = \(id)",
                "UPDATE OR IGNORE note SET id = \(other) WHERE id = \(id)",
                "UPDATE OR REPLACE note SET id = \(other) WHERE id = \(id)",
                "UPDATE OR REPLACE note SET id = \(other), content = \(content) WHERE id = \(id)",
                "UPDATE OR REPLACE note SET id = id + 1 WHERE id < \(id)",
                "UPDATE OR REPLACE note SET content = \(content)",
                "REPLACE INTO note SELECT * FROM note WHERE id = \(id)",
                "DELETE FROM note WHERE id = \(id)",
                "INSERT OR IGNORE INTO note \(pastRow)",
                "REPLACE INTO note \(pastRow)",
            ])
        }

        private func notes(_ db: Database) throws -> [Int64: NoteRow] {
            let rows = try Row.fetchAll(db, sql: "SELECT * FROM note")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["id"], NoteRow(values: Array($0.databaseValues))) })
        }

        /// Runs the next statement, and checks its effects.
        ///
        /// - Throws: an error with the statement, if the database breaks a promise.
        mutating func step() throws {
            let sql = statement()
            try other.database.writeWithoutTransaction { db in
                let (before, pastCount) = (try notes(db), try Int.fetchOne(db, sql: "SELECT count(*) FROM note_past"))
                do {
                    try db.execute(sql: sql)
                } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                    // A statement may be refused, and then changes nothing.
                }
                let after = try notes(db)
                try #require(Int.fetchOne(db, sql: "SELECT total FROM note_total") == after.count, "\(sql)")
                contents.formUnion(after.values.map(\.content))
                let kept = try after.values.map(\.content) + String.fetchAll(db, sql: "SELECT content FROM note_past")
                try #require(contents.subtracting(kept).isEmpty, "a text is lost: \(sql)")
                if !isRecursive, before.mapValues({ $0.values[..<5] }) == after.mapValues({ $0.values[..<5] }) {
                    let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM note_past")
                    try #require(count == pastCount, "a row without a change: \(sql)")
                }
                for (id, note) in after where before[id] != note {
                    if let text = note.time {
                        try #require(note.version.time?.text(separator: " ") == text, "another form: \(sql)")
                    }
                    if let old = before[id] {
                        let version = try #require(note.version.time, "no version: \(sql)")
                        try #require(old.version.time.map { version > $0 } ?? true, "\(sql)")
                    }
                    let other = versions[id, default: [:]].updateValue(note, forKey: note.version)
                    try #require(other == nil || other == note, "two notes with one version: \(sql)")
                }
            }
        }

        /// Checks that a search for each content finds exactly the notes that have it now.
        func checkSearch() throws {
            let now = try other.database.read { try notes($0) }.values.map(\.content)
            for content in contents.sorted().suffix(50) + now {
                // Contents of other notes may begin with this content.
                let expected = now.filter { $0.contains(content) }.count
                try #require(test.store.page(NoteQuery(text: content)).total == expected, "\(content)")
            }
        }
    }

    @Test(arguments: 1...(isLong ? 40 : 4)) func noTextIsLostAndVersionsGrow(seed: Int) throws {
        var run = try Run(seed: UInt64(seed))
        for number in 1...(Self.isLong ? 3000 : 1000) {
            try run.step()
            if number.isMultiple(of: 100) { try run.checkSearch() }
            if number.isMultiple(of: 300) {
                // The store's own write wakes the indexer.
                try run.test.store.delete(run.test.store.create("wakes the indexer").id)
                try run.test.waitUntilIndexed()
                try run.checkSearch()
            }
        }
    }
}
