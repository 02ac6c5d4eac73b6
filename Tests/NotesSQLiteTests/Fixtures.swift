import GRDB
import Notes
import NotesSQLite
import TestSupport

/// A store in a folder of its own.
struct TestStore {
    let directory: TemporaryDirectory
    let store: SQLiteNoteStore

    var path: String { directory.file("notes.db") }

    /// - Parameter prepare: fills the database before the store opens it, as another program would have.
    init(prepare: ((Database) throws -> Void)? = nil) throws {
        directory = try TemporaryDirectory()
        if let prepare { try DatabaseQueue(path: directory.file("notes.db")).write(prepare) }
        store = try SQLiteNoteStore(path: directory.file("notes.db"))
    }

    /// Another program's connection to the same database.
    func otherProgram() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        // It may hold its lock for as long as a test wants.
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Waits until the search index knows every note.
    func waitUntilIndexed() throws {
        let database = try otherProgram()
        try waitUntil("every note is indexed") {
            try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM note_stale") } == 0
        }
    }
}

extension NoteArchive {
    @discardableResult
    func migrate() throws -> Migration { try migrate { false } }

    /// What `examine` finds out about one subject.
    func finding(_ subject: String) -> Finding? {
        var found: Finding?
        examine { if $0.subject == subject { found = $0 } }
        return found
    }
}

extension NoteStore {
    @discardableResult
    func create(_ title: String, _ content: String = "content", isPinned: Bool = false) throws -> Note {
        try create(NoteDraft(title: .value(title), content: .value(content), isPinned: .value(isPinned)).validated())
    }

    @discardableResult
    func update(_ id: Int64, title: String? = nil, content: String? = nil, isPinned: Bool? = nil) throws -> Note {
        func entry<Value>(_ value: Value?) -> NoteDraft.Entry<Value> { value.map { .value($0) } ?? .absent }
        let draft = NoteDraft(title: entry(title), content: entry(content), isPinned: entry(isPinned))
        return try update(id, draft.validatedChanges())
    }

    /// The titles of a page.
    func titles(_ query: NoteQuery = NoteQuery(size: 100)) throws -> [String] {
        try page(query).notes.map(\.title)
    }

    /// The titles of the notes that contain a text, newest first.
    func search(_ text: String) throws -> [String] {
        try titles(NoteQuery(text: text, size: 100))
    }
}
