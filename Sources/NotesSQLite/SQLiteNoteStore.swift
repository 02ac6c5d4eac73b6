import GRDB
import Glibc
public import Notes

/// Stores notes in an SQLite database in WAL mode. One connection writes, and its commits are durable. Each thread that
/// reads uses its own connection.
public final class SQLiteNoteStore: NoteStore {
    /// How long a statement waits for another process's lock, in seconds.
    static let busyTimeout = 5.0

    private let path: String
    let commits: GroupCommit
    private let readers: ReaderPool
    let indexer: SearchIndexer
    private let dataVersion: DataVersion
    private let writeCheck: WriteCheck
    private let willWait: @Sendable () -> Void

    /// Opens a database. Creates it if it does not exist, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - path: the path of the database's file. Its folder must exist.
    ///   - threads: the number of threads that use the store at the same time. While another program holds the write
    ///     lock, at most two thirds of these threads wait to write. The others can still read.
    ///   - isCancelled: called while another process has the folder locked.
    ///   - willWait: called on the calling thread before it waits: for a commit, a lock or a connection.
    /// - Throws: `UserError`; `CancellationError` if `isCancelled` returns true.
    public init(
        path: String, threads: Int = 24, isCancelled: () -> Bool = { false },
        willWait: @escaping @Sendable () -> Void = {}
    ) throws {
        self.path = path
        self.willWait = willWait
        let file = DatabaseFile(path: path)
        let (writer, _) = try file.openWriter(busyTimeout: Self.busyTimeout, isCancelled: isCancelled)
        do {
            readers = try ReaderPool(path: path, willWait: willWait)
            let files = OpenFiles(ofDatabase: path)
            commits = GroupCommit(
                writer, maximumWaiting: threads * 2 / 3,
                willCommit: { guard files.areInPlace else { throw NotesError.moved } }, willWait: willWait)
            indexer = SearchIndexer(commits)
            dataVersion = try DataVersion(path: path)
            writeCheck = try WriteCheck(path: path, files: files, dataVersion: dataVersion)
        } catch let error as DatabaseError {
            throw file.failure(error.line)
        }
        indexer.schedule()
    }

    /// Lets the search indexer finish its batch. SQLite then moves the write-ahead log into the database's file.
    public func close() {
        indexer.stop(within: 0.5)
        dataVersion.close()
        writeCheck.close()
        readers.close()
        commits.close()
    }

    public var version: Int64 {
        get throws { try dataVersion.current }
    }

    public func check() throws {
        willWait()
        try writeCheck.run()
    }

    public var statistics: StoreStatistics {
        StoreStatistics(
            waitingWrites: commits.waitingCount, databaseBytes: Self.size(path), logBytes: Self.size(path + "-wal"))
    }

    /// The size of a file in bytes; 0 if it does not exist.
    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    public func note(_ id: Int64) throws -> Note {
        let note = try readers.readOneStatement { try Self.note(id, $0) }
        guard let note else { throw NotesError.notFound }
        return note
    }

    public func page(_ query: NoteQuery) throws -> NotePage {
        guard let text = query.text else { return try readers.read { try NoteListing.page(query, $0) } }
        let (page, isStale) = try readers.read { db in
            (try NoteSearch.page(query, containing: text, db), try NoteSearch.isStale(db))
        }
        // Index the stale notes now, even if another program wrote them, so the next search is fast.
        if isStale { indexer.schedule() }
        return page
    }

    public func create(_ fields: NoteFields) throws -> Note {
        let note = try commits.write { db in
            let now = Timestamp.now()
            // SQLite chooses the id: column `id` is not inserted.
            let note = fields.note(id: 0, createdAt: now)
            try db.cachedStatement(sql: Self.insert).run(Self.insertedColumns.map { note[$0] })
            return fields.note(id: db.lastInsertedRowID, createdAt: now)
        }
        indexer.schedule()
        return note
    }

    private static let insertedColumns = Note.Column.allCases.filter { $0 != .id }

    private static let insert = """
        INSERT INTO note (\(Note.Column.list(insertedColumns)))
        VALUES (\(Note.Column.placeholders(insertedColumns.count)))
        """

    public func update(_ id: Int64, _ changes: NoteChanges) throws -> Note {
        let note = try commits.write { db in
            guard var note = try Self.note(id, db) else { throw NotesError.notFound }
            let changed = changes.apply(to: &note, now: .now())
            guard !changed.isEmpty else { return note }
            // Writes only changed columns: other columns may have values of another program that a note cannot hold.
            let columns = Note.Column.allCases.filter(changed.contains)
            let assignments = columns.map { "\($0.name) = ?" }.joined(separator: ", ")
            try db.cachedStatement(sql: "UPDATE note SET \(assignments) WHERE id = ?")
                .run(columns.map { note[$0] } + [.integer(id)])
            return note
        }
        indexer.schedule()
        return note
    }

    public func delete(_ id: Int64) throws {
        try commits.write { db in
            try db.cachedStatement(sql: "DELETE FROM note WHERE id = ?").run([.integer(id)])
            guard db.changesCount == 1 else { throw NotesError.notFound }
        }
        indexer.schedule()
    }

    private static func note(_ id: Int64, _ db: Database) throws -> Note? {
        try db.cachedStatement(sql: Note.byID).firstRow([id]) { Note($0) }
    }
}
