#if PostgreSQL
import TestSupport

extension FoundNotes {
    /// Finds the notes in a database on a server. A title that two versions have was written twice, because each request of
    /// `NoteWriters` has a title of its own.
    init(_ server: PostgresServer, _ database: String) throws {
        var damage: String?
        var states: [Int: Ledger.State] = [:]
        for line in try server.query("SELECT id, title, content FROM note", in: database) {
            let columns = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard columns.count == 3, let id = Int(columns[0]) else { continue }
            states[id] = .title(columns[1])
            if columns[2] != NoteWriters.content(columns[1]) {
                damage = "a note has the content of another title: \(line)"
            }
        }
        let total = try server.query("SELECT sum(total) FROM note_total", in: database)
        if total != ["\(states.count)"] { damage = "the total is \(total), not \(states.count)" }
        let twice = try server.query(
            """
            SELECT title FROM (SELECT title FROM note UNION ALL SELECT title FROM note_past) AS versions
            GROUP BY title HAVING count(*) > 1
            """, in: database)
        if !twice.isEmpty { damage = "these were written twice: \(twice)" }
        self.init(states: states, damage: damage)
    }
}
#endif
