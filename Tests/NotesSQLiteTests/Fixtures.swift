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
