import GRDB

/// The notes in a database, as another program reads them.
struct FoundNotes {
    private(set) var states: [Int: Ledger.State] = [:]
    /// A fault of the database itself; nil: no fault.
    private var damage: String?

    init(states: [Int: Ledger.State], damage: String?) {
        self.states = states
        self.damage = damage
    }

    /// - Parameter path: the path of a database. A service may be using it.
    init(_ path: String) throws {
        let database = try DatabaseQueue(path: path)
        defer { try? database.close() }
        try database.read { db in
            let check = try String.fetchOne(db, sql: "PRAGMA integrity_check") ?? "nothing"
            if check != "ok" { damage = "integrity_check: \(check)" }
            for row in try Row.fetchAll(db, sql: "SELECT id, title, content FROM note") {
                let title: String = row["title"]
                states[row["id"]] = .title(title)
                if row["content"] != NoteWriters.content(title) {
                    damage = "note \(title) has the content of another title"
                }
            }
            if try Int.fetchOne(db, sql: "SELECT total FROM note_total") != states.count { damage = "wrong total" }
        }
    }

    /// Compares the notes with those that clients know.
    ///
    /// - Parameter unanswered: how many notes may exist that no client knows, because their creation got no response.
    /// - Returns: the first difference; nil: no difference.
    func problem(_ expected: Ledger.Notes, unanswered: Int) -> String? {
        if let damage { return damage }
        for (id, expected) in expected {
            let found = states[id] ?? .deleted
            if !expected.contains(found) { return "note \(id) is \(found), and should be \(expected)" }
        }
        let unknown = states.keys.filter { expected[$0] == nil }
        return unknown.count <= unanswered ? nil : "no client knows the notes \(unknown)"
    }
}
