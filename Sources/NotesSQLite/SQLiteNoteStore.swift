import GRDB
public import Notes

/// Stores notes in an SQLite database in WAL mode. One connection writes, and its commits are durable. Each thread that
/// reads uses its own connection.
public final class SQLiteNoteStore: NoteStore {
    /// How long a statement waits for another process's lock, in seconds.
    static let busyTimeout = 5.0

    public let retention: Retention

    private let file: DatabaseFile
    let commits: GroupCommit
    let readers: ReaderPool
    let indexer: SearchIndexer
    let logCleaner: LogCleaner
    let purger: HistoryPurger
    private let importFinisher: ImportFinisher
    private let dataVersion: DataVersion
    private let lastChanges: LastChanges
    private let writeCheck: WriteCheck
    private let willWait: @Sendable () -> Void
    let longSearches: LongSearches

    /// Opens a database. Creates it if it does not exist, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - path: the path of the database's file. Its folder must exist.
    ///   - threads: the number of threads that use the store at the same time. While another program holds the write
    ///     lock, at most two thirds of these threads wait to write. The others can still read.
    ///   - retention: how long the history and the trash are kept.
    ///   - isCancelled: called while another process has the folder locked.
    ///   - willWait: called on the calling thread before it waits: for a commit, a lock or a connection.
    /// - Throws: `UserError`; `CancellationError` if `isCancelled` returns true.
    public init(
        path: String, threads: Int = 24, retention: Retention = Retention(), isCancelled: () -> Bool = { false },
        willWait: @escaping @Sendable () -> Void = {}
    ) throws {
        self.retention = retention
        self.willWait = willWait
        longSearches = LongSearches(threads: threads, willWait: willWait)
        file = DatabaseFile(path: path)
        let hadLog = file.logBytes > 0
        let (writer, _) = try file.openWriter(busyTimeout: Self.busyTimeout, isCancelled: isCancelled)
        do {
            readers = try ReaderPool(path: path, willWait: willWait)
            let files = OpenFiles(ofDatabase: path)
            let schemaCheck = SchemaCheck()
            dataVersion = try DataVersion(path: path)
            let lastChanges = writer.inDatabase { [dataVersion] in LastChanges(dataVersion, $0) }
            self.lastChanges = lastChanges
            commits = GroupCommit(
                writer, maximumWaiting: threads * 2 / 3, didBegin: schemaCheck.run,
                willCommit: {
                    guard files.areInPlace else { throw NotesError.moved }
                    lastChanges.willCommit()
                }, didEnd: lastChanges.didEndTransaction, willWait: willWait)
            indexer = SearchIndexer(commits, dataVersion, file)
            let logCleaner = try LogCleaner(path: path, files: files, hadLog: hadLog)
            self.logCleaner = logCleaner
            purger = HistoryPurger(commits, readers, retention) { [indexer] in
                indexer.schedule()
                logCleaner.schedule()
            }
            importFinisher = ImportFinisher(commits, readers) { [indexer] in indexer.schedule() }
            writeCheck = try WriteCheck(path: path, files: files, dataVersion: dataVersion)
        } catch let error as DatabaseError {
            throw file.failure(error.line)
        }
        indexer.schedule()
        purger.start()
        importFinisher.start()
    }

    /// Lets the background work finish its batches. SQLite then moves the write-ahead log into the database's file.
    public func close() {
        importFinisher.stop(within: .milliseconds(500))
        purger.stop(within: .milliseconds(500))
        indexer.stop(within: .milliseconds(500))
        logCleaner.stop(within: .milliseconds(500))
        dataVersion.close()
        writeCheck.close()
        readers.close()
        commits.close()
    }

    public func version(since _: ContinuousClock.Instant) throws -> Int64? { try dataVersion.current }

    public func lastChange(of id: Int64) -> Int64? { lastChanges.number(of: id) }

    public func lastLinkChange(to title: String) -> Int64? { lastChanges.number(ofLinksTo: title) }

    public func check() throws {
        willWait()
        try writeCheck.run()
    }

    public var statistics: StoreStatistics {
        StoreStatistics(waitingWrites: commits.waitingCount, databaseBytes: file.bytes, logBytes: file.logBytes)
    }

    public func lend(_ id: Int64, to body: (LentNote) throws -> Void) throws {
        let lent: Void? = try readers.readOneStatement { db in
            try db.cachedStatement(sql: Note.byID).firstRow([id]) { try SelectedNote(row: $0).lend(to: body) }
        }
        if lent == nil { throw NotesError.notFound }
    }

    public func lend(_ query: NoteQuery, to body: (LentNote) throws -> Void) throws -> PageSummary {
        guard let search = query.search, !search.alternatives.isEmpty else {
            return try readers.read { try NoteListing.lend(query, $0, to: body) }
        }
        let (page, isStale) = try readers.read { db in
            let page = try SearchPage.lend(query, search, SearchEffort(longSearches), db, to: body)
            return (page, try NoteSearch.isStale(db))
        }
        // Index the stale notes now, even if another program wrote them, so the next search is fast.
        if isStale { indexer.schedule() }
        return page
    }

    public func position(of id: Int64, in order: NoteQuery.Order) throws -> Int? {
        try readers.read { try NoteListing.position(of: id, order, $0) }
    }

    public func id(titled title: String) throws -> Int64? {
        let (id, isStale) = try readers.read { db in
            (try MentionReader.id(titled: title, SearchEffort(longSearches), db), try NoteSearch.isStale(db))
        }
        if isStale { indexer.schedule() }
        return id
    }

    public func notes(linkingTo note: Note) throws -> LinkingNotes {
        let linking = try readers.readOneStatement { try MentionReader.notes(linkingTo: note, $0) }
        if !linking.isComplete { indexer.schedule() }
        // If a newer note has the same title, the links lead there. To find it takes long while many notes wait to be indexed.
        let isKnown = try linking.notes.isEmpty || id(titled: note.title) == note.id
        return isKnown ? linking : .empty
    }

    public func tags() throws -> TagList {
        let tags = try readers.read(MentionReader.tags)
        if !tags.isUpToDate { indexer.schedule() }
        return tags
    }

    public func create(_ fields: NoteFields, by user: String?, key: IdempotencyKey?) throws
        -> (note: Note, isRepeated: Bool)
    {
        try write(by: user) { try $0.create(fields, key: key) }
    }

    public func created(with key: IdempotencyKey, by user: String?) throws -> Note? {
        try readers.read { try NoteWriter(db: $0, retention: retention, user: user).created(with: key) }
    }

    public func update(
        _ id: Int64, _ changes: NoteChanges, by user: String?, if condition: VersionCondition?
    ) throws -> Note {
        try write(by: user) { try $0.update(id, changes, if: condition) }
    }

    public func delete(_ id: Int64, by user: String?, if condition: VersionCondition?) throws -> Note {
        let note = try write(by: user) { try $0.delete(id, if: condition) }
        // The note is deleted already. If this fails, the purger tries again later.
        if retention.trashDays == 0 { try? purger.purgeLeaving() }
        return note
    }

    public func restore(
        _ id: Int64, to version: NoteVersion?, by user: String?, if condition: StateCondition?
    ) throws -> Note {
        try write(by: user) { try $0.restore(id, to: version, if: condition) }
    }

    /// Deletes everything that has expired at a time. The store does this by itself, regularly.
    func purgeExpired(at now: Timestamp = .now()) throws {
        try purger.purge(at: now)
    }

    /// Runs `work` in a transaction, and lets the search indexer follow.
    func write<Value>(by user: String?, _ work: @escaping (NoteWriter) throws -> Value) throws -> Value {
        let (retention, lastChanges) = (retention, lastChanges)
        let value = try commits.write {
            try work(NoteWriter(db: $0, retention: retention, user: user, didWrite: lastChanges.add))
        }
        indexer.schedule()
        return value
    }
}
