import GRDB

/// All versions in a database, as another program reads them.
struct StoredVersions {
    struct Version {
        let name: String
        let state: NoteState
        /// Whether this version ended because the note was deleted.
        let isDeletion: Bool
    }

    /// The versions of each note by its id, the oldest first.
    private(set) var notes: [Int: [Version]] = [:]
    /// The ids of the notes that are not deleted.
    private(set) var current: Set<Int> = []

    /// - Parameter path: the path of a database. A service may be using it.
    init(_ path: String) throws {
        let database = try DatabaseQueue(path: path)
        defer { try? database.close() }
        let rows = try database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT note_id, title, content, is_pinned, updated_at, is_deletion, 0 AS is_current, id FROM note_past
                    UNION ALL SELECT id, title, content, is_pinned, updated_at, 0, 1, 0 FROM note
                    ORDER BY is_current, id
                    """)
        }
        for row in rows {
            let (id, time): (Int, String?) = (row["note_id"], row["updated_at"])
            // Other programs may create notes without a time.
            let name = time.map { $0.replacing(" ", with: "T") + "Z" } ?? "0"
            let state = NoteState(title: row["title"], content: row["content"], isPinned: row["is_pinned"] ?? false)
            add(Version(name: name, state: state, isDeletion: row["is_deletion"]), of: id, isCurrent: row["is_current"])
        }
    }

    init() {}

    /// Adds a version of a note, which is newer than the others.
    mutating func add(_ version: Version, of id: Int, isCurrent: Bool) {
        notes[id, default: []].append(version)
        if isCurrent { current.insert(id) }
    }

    /// The position of a version among the versions of its note.
    func position(_ id: Int, _ version: String) -> Int? {
        // The versions of a note grow, which `order` checks.
        let versions = notes[id] ?? []
        var (low, high) = (0, versions.count)
        while low < high {
            let middle = (low + high) / 2
            if versions[middle].name < version { low = middle + 1 } else { high = middle }
        }
        return low < versions.count && versions[low].name == version ? low : nil
    }

    func state(_ id: Int, _ version: String) -> NoteState? {
        position(id, version).flatMap { notes[id]?[$0].state }
    }
}
