import GRDB
import Glibc
public import Notes

/// Notes in an SQLite database, in WAL mode: one writer whose commits are durable, and a reader for each thread that reads.
public final class SQLiteNoteStore: NoteStore {
    /// How long a statement waits for another process's lock, in seconds.
    static let busyTimeout = 5.0

    private let path: String
    let commits: GroupCommit
    private let readers: ReaderPool
    let indexer: SearchIndexer
    private let dataVersion: DataVersion
    private let writeCheck: WriteCheck

    /// Opens a database, makes it where there is none, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - path: of the file; its folder must exist.
    ///   - threads: how many use the store at the same time. While another program holds the lock, at most two thirds of
    ///     them wait for it, so that the others can read.
    ///   - isCancelled: called while another process has the folder locked.
    /// - Throws: `UserError`, or `CancellationError`.
    public init(path: String, threads: Int = 24, isCancelled: () -> Bool = { false }) throws {
        self.path = path
        let file = DatabaseFile(path: path)
        let (writer, _) = try file.openWriter(busyTimeout: Self.busyTimeout, isCancelled: isCancelled)
        do {
            readers = try ReaderPool(
                path: path, configuration: DatabaseFile.configuration(busyTimeout: Self.busyTimeout))
            let files = OpenFiles(ofDatabase: path)
            commits = GroupCommit(writer, maximumWaiting: threads * 2 / 3) {
                guard files.areInPlace else { throw NotesError.moved }
            }
            indexer = SearchIndexer(commits)
            dataVersion = try DataVersion(path: path)
            writeCheck = try WriteCheck(path: path, files: files)
        } catch let error as DatabaseError {
            throw file.failure(error.line)
        }
        indexer.schedule()
    }

    /// Moves the whole write-ahead log into the file.
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
        try writeCheck.run()
    }

    public var statistics: StoreStatistics {
        StoreStatistics(
            waitingWrites: commits.waitingCount, databaseBytes: Self.size(path), logBytes: Self.size(path + "-wal"))
    }

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
        // Whoever wrote the stale notes, another program perhaps, the next search shall be faster.
        if isStale { indexer.schedule() }
        return page
    }

    public func create(_ fields: NoteFields) throws -> Note {
        let note = try commits.write { db in
            let now = Timestamp.now()
            let insert = try db.cachedStatement(
                sql: "INSERT INTO note (title, content, is_pinned, created_at, updated_at) VALUES (?, ?, ?, ?, ?)")
            try insert.execute(arguments: [fields.title, fields.content, fields.isPinned, now.sqlite, now.sqlite])
            return Note(
                id: db.lastInsertedRowID, title: fields.title, content: fields.content, isPinned: fields.isPinned,
                createdAt: now, updatedAt: now)
        }
        indexer.schedule()
        return note
    }

    public func update(_ id: Int64, _ changes: NoteChanges) throws -> Note {
        let note = try commits.write { db in
            guard let note = try Self.note(id, db) else { throw NotesError.notFound }
            guard let changed = changes.applied(to: note, now: .now()) else { return note }
            // Only what changes is written: what another program kept in the other columns may be more than a note can hold.
            var assignments = ["updated_at = ?"]
            var arguments: StatementArguments = [changed.updatedAt?.sqlite]
            if !changed.title.utf8.elementsEqual(note.title.utf8) {
                assignments.append("title = ?")
                arguments += [changed.title]
            }
            if !changed.content.utf8.elementsEqual(note.content.utf8) {
                assignments.append("content = ?")
                arguments += [changed.content]
            }
            if changed.isPinned != note.isPinned {
                assignments.append("is_pinned = ?")
                arguments += [changed.isPinned]
            }
            try db.cachedStatement(sql: "UPDATE note SET \(assignments.joined(separator: ", ")) WHERE id = ?")
                .execute(arguments: arguments + [id])
            return changed
        }
        indexer.schedule()
        return note
    }

    public func delete(_ id: Int64) throws {
        try commits.write { db in
            try db.cachedStatement(sql: "DELETE FROM note WHERE id = ?").execute(arguments: [id])
            guard db.changesCount == 1 else { throw NotesError.notFound }
        }
        indexer.schedule()
    }

    static func note(_ id: Int64, _ db: Database) throws -> Note? {
        try db.cachedStatement(sql: Note.byID).firstRow([id], Note.init(row:))
    }
}
