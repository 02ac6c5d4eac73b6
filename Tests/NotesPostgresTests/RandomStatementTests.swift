#if PostgreSQL
import Foundation
import Notes
import NotesPostgres
import StoreContract
import TestSupport
import Testing

/// Runs random statements of another program, and checks after each that no text is lost, that versions grow, and that each
/// version of an id names one text.
@Suite struct RandomStatementTests {
    /// `deploy/test --long` runs more statements.
    private static let isLong = ProcessInfo.processInfo.environment["NOTES_LONG_TESTS"] == "1"

    /// One program's statements on a database, and what the checks remember.
    private struct Run {
        let test: TestStore
        var random: SplitMix64
        var number = 0
        /// Every content that a note has had.
        var contents: Set<String> = []
        /// The versions that each id has had, with their rows.
        var versions: [String: [String: String]] = [:]

        init(seed: UInt64) throws {
            test = try TestStore(preparedBy: AdoptionTests.table)
            random = SplitMix64(state: seed)
        }

        private mutating func choose(_ values: [String]) -> String { values.randomElement(using: &random) ?? "" }

        private mutating func statement() -> String {
            number += 1
            let content = "'c\(number).'"
            let times = ["NULL", "'infinity'", "'9999-01-01'", "'2000-01-01'", "'2026-01-01'", "'2099-01-01'", "now()"]
            let time = choose(times)
            let ids = (-2...6).map(String.init)
            let (id, other) = (choose(ids), choose(ids))
            let values = "'t', \(content), \(time)"
            return choose([
                "INSERT INTO note (title, content, updated_at) VALUES (\(values))",
                "INSERT INTO note (id, title, content, updated_at) VALUES (\(id), \(values))",
                "INSERT INTO note (title, content) VALUES ('t', \(content)), ('t', \(content))",
                "INSERT INTO note (id, title, content, updated_at) VALUES (\(id), \(values)) ON CONFLICT DO NOTHING",
                """
                INSERT INTO note (id, title, content, updated_at) VALUES (\(id), \(values))
                ON CONFLICT (id) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at
                """,
                "UPDATE note SET content = \(content) WHERE id = \(id)",
                "UPDATE note SET content = \(content), updated_at = \(time) WHERE id = \(id)",
                "UPDATE note SET updated_at = \(time) WHERE id = \(id)",
                "UPDATE note SET is_pinned = \(choose(["NULL", "false", "true"])) WHERE id = \(id)",
                "UPDATE note SET id = \(other) WHERE id = \(id)",
                "UPDATE note SET id = \(other), content = \(content) WHERE id = \(id)",
                "UPDATE note SET content = \(content) || id",
                "DELETE FROM note WHERE id = \(id)",
                number % 40 == 0 ? "TRUNCATE note" : "DELETE FROM note WHERE id > \(id)",
                """
                INSERT INTO note SELECT note_id, title, content, is_pinned, created_at, updated_at FROM note_past
                WHERE note_id = \(id) ORDER BY id DESC LIMIT 1 ON CONFLICT DO NOTHING
                """,
            ])
        }

        /// Each note as a text of all its values, by id, with its version.
        private func notes() throws -> [String: (row: String, version: String)] {
            let rows = try test.sql("SELECT concat_ws('|', id, coalesce(updated_at::text, ''), note::text) FROM note")
            return Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    let parts = row.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false).map(
                        String.init)
                    return (parts[0], (parts[2], parts[1]))
                })
        }

        /// Runs the next statement, and checks its effects.
        mutating func step() throws {
            let sql = statement()
            let before = try notes()
            do {
                try test.sql(sql)
            } catch {
                // An id may be taken. Then the statement changes nothing.
                try #require("\(error)".contains("23505"), "\(sql): \(error)")
            }
            let after = try notes()
            try #require(test.sql("SELECT sum(total)::text FROM note_total") == ["\(after.count)"], "\(sql)")
            contents.formUnion(try test.sql("SELECT content FROM note"))
            let kept = try test.sql("SELECT content FROM note UNION SELECT content FROM note_past")
            try #require(contents.subtracting(kept).isEmpty, "a text is lost: \(sql)")
            for (id, note) in after where before[id]?.row != note.row {
                if let old = before[id], !old.version.isEmpty {
                    // PostgreSQL's text of a time begins with the year, so that texts are in the order of times.
                    try #require(note.version > old.version, "\(sql)")
                }
                let other = versions[id, default: [:]].updateValue(note.row, forKey: note.version)
                try #require(other == nil || other == note.row, "two notes with one version: \(sql)")
            }
        }

        /// Checks that a search for each content finds exactly the notes that have it now.
        func checkSearch() throws {
            let now = try test.sql("SELECT content FROM note")
            for content in contents.sorted().suffix(30) + now {
                let expected = now.filter { $0.contains(content) }.count
                try #require(test.store.page(NoteQuery(text: content)).total == expected, "\(content)")
            }
        }
    }

    @Test(arguments: 1...(isLong ? 40 : 3)) func noTextIsLostAndVersionsGrow(seed: Int) throws {
        var run = try Run(seed: UInt64(seed))
        for number in 1...(Self.isLong ? 3000 : 300) {
            try run.step()
            if number.isMultiple(of: 50) { try run.checkSearch() }
            if number.isMultiple(of: 150) {
                // The store's own write wakes the indexer.
                try run.test.store.delete(run.test.store.create("wakes the indexer").id)
                try run.test.waitUntilIndexed()
                try run.checkSearch()
            }
        }
    }
}
#endif
