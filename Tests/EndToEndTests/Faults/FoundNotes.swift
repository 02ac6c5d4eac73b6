import GRDB

/// What a database holds, as another program reads it.
struct FoundNotes {
    private(set) var states: [Int: Ledger.State] = [:]
    /// What is wrong with the database itself.
    private var damage: String?

    /// - Parameter path: of a database that is served, or of a copy.
    init(_ path: String) throws {
        let database = try DatabaseQueue(path: path)
        defer { try? database.close() }
        try database.read { db in
            let check = try String.fetchOne(db, sql: "PRAGMA integrity_check") ?? "nothing"
            if check != "ok" { damage = "integrity_check: \(check)" }
            for row in try Row.fetchAll(db, sql: "SELECT id, title, content FROM note") {
                let title: String = row["title"]
                states[row["id"]] = .title(title)
                if row["content"] != NoteWriters.content(title) { damage = "note \(title) is half changed" }
            }
            if try Int.fetchOne(db, sql: "SELECT total FROM note_total") != states.count { damage = "wrong total" }
        }
    }

    /// What is not as clients know it; nil if all is.
    ///
    /// - Parameter unanswered: how many notes there may be of which no client knows.
    func problem(_ expected: Ledger.Notes, unanswered: Int) -> String? {
        if let damage { return damage }
        for (id, expected) in expected {
            let found = states[id] ?? .deleted
            if !expected.contains(found) { return "note \(id) is \(found), and should be \(expected)" }
        }
        let unknown = states.keys.filter { expected[$0] == nil }
        return unknown.count <= unanswered ? nil : "nobody knows of the notes \(unknown)"
    }
}
