import GRDB
import Notes
import NotesSQLite
import TestSupport

/// A store in a folder of its own.
struct TestStore {
    let directory: TemporaryDirectory
    let store: SQLiteNoteStore

    var path: String { directory.file("notes.db") }

    /// - Parameters:
    ///   - retention: how long the store keeps the history and the trash.
    ///   - prepare: fills the database before the store opens it.
    init(retention: Retention = Retention(), prepare: ((Database) throws -> Void)? = nil) throws {
        directory = try TemporaryDirectory()
        if let prepare { try DatabaseQueue(path: directory.file("notes.db")).write(prepare) }
        store = try SQLiteNoteStore(path: directory.file("notes.db"), retention: retention)
    }

    /// Opens a connection to the same database, as another program would.
    func otherProgram() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        // The tests hold locks in transactions that they begin and end in separate calls.
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

    /// The finding of `examine` about a subject; nil if the subject was not examined.
    func finding(_ subject: String) -> Finding? {
        var found: Finding?
        examine { if $0.subject == subject { found = $0 } }
        return found
    }
}
