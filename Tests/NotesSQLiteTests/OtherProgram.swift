import GRDB

/// Another program that uses a database with statements of its own.
struct OtherProgram {
    let database: DatabaseQueue

    /// - Parameter isRecursive: whether the program sets `PRAGMA recursive_triggers`. Then REPLACE fires delete triggers.
    init(_ test: TestStore, isRecursive: Bool = false) throws {
        database = try test.otherProgram()
        try database.inDatabase { try $0.execute(sql: "PRAGMA recursive_triggers = \(isRecursive)") }
    }

    func run(_ sql: String) throws {
        try database.write { try $0.execute(sql: sql) }
    }

    /// All values of all rows of the table `note`, as SQL literals.
    var notes: [String] {
        get throws { try fetch("SELECT id, \(Self.columns) FROM note ORDER BY id") }
    }

    /// The same values of the rows of `note_past`, in the order of the changes.
    ///
    /// - Parameter isDeletion: whether to return the deletions, or the replaced versions.
    func past(isDeletion: Bool) throws -> [String] {
        try fetch("SELECT note_id, \(Self.columns) FROM note_past WHERE is_deletion IS \(isDeletion) ORDER BY id")
    }

    func integer(_ sql: String) throws -> Int? {
        try database.read { try Int.fetchOne($0, sql: sql) }
    }

    /// Returns each row as a text of SQL literals.
    func fetch(_ sql: String) throws -> [String] {
        try database.read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                row.databaseValues.map { $0.storage.value.map { "\($0)" } ?? "NULL" }.joined(separator: ", ")
            }
        }
    }

    static let columns = "title, content, is_pinned, created_at, updated_at"
}
