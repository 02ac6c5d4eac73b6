#if PostgreSQL
import Dispatch
import Locking
public import Notes
import Synchronization

/// Stores notes in a PostgreSQL database, which other responders may use at the same time.
public final class PostgresNoteStore: NoteStore {
    public let retention: Retention

    let pool: ConnectionPool
    /// Keeps a connection. nil if the store may open only a few: some must be left for reads while writes wait for a standby.
    private let databaseVersion: DatabaseVersion?
    private let writes: Writes
    let indexer: SearchIndexer
    let purger: HistoryPurger
    private let searches: Permits
    /// Opens the database later if the server was not there at first.
    let starter = DispatchQueue(label: "notes.start")
    let isClosed = Atomic(false)

    /// Opens a database, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - connections: how many connections the store opens at most.
    ///   - retention: how long the history and the trash are kept.
    ///   - isCancelled: called while another process brings the schema up to date.
    ///   - willWait: called on the calling thread before it waits for the server.
    ///   - willAsk: called instead before a short wait for an answer that serves all requests that the thread has taken.
    ///   - warn: called with a line for the administrator.
    /// - Throws: `UserError`; `CancellationError` if `isCancelled` returns true.
    public init(
        _ address: ServerAddress, connections: Int = 24, retention: Retention = Retention(),
        isCancelled: () -> Bool = { false }, willWait: @escaping @Sendable () -> Void = {},
        willAsk: @escaping @Sendable () -> Void = {},
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        let isReady = try Self.prepare(address, isCancelled: isCancelled, warn: warn)
        self.retention = retention
        pool = ConnectionPool(address, maximum: connections, isReady: isReady, willWait: willWait, warn: warn)
        databaseVersion = connections > 3 ? DatabaseVersion(pool, willAsk: willAsk) : nil
        writes = Writes(pool: pool)
        indexer = SearchIndexer(pool)
        purger = HistoryPurger(pool, writes, retention)
        // Long searches must leave connections for other requests.
        searches = Permits(max(1, connections / 2), maximumWaiting: max(1, connections / 4), willWait: willWait)
        if isReady { try start(address) } else { startLater(address) }
    }

    public func close() {
        isClosed.store(true, ordering: .releasing)
        purger.stop(within: .milliseconds(500))
        indexer.stop(within: .milliseconds(500))
        databaseVersion?.close()
        pool.close()
    }

    /// Asks the server, unless it has answered a question from after `time`. Threads that ask at the same time share one answer.
    public func version(since time: ContinuousClock.Instant) -> Int64? { databaseVersion?.current(since: time) }

    /// Writes and rolls back, because only that shows a full disk, a missing right or a standby. Also fails if a commit would
    /// wait for a synchronous standby that is missing.
    public func check() throws {
        if pool.hasStuckWrite { throw NotesError.busy }
        let deadline = Deadline.ofRequest().earlier(.seconds(3))
        let results = try translated {
            try pool.read(until: deadline) {
                try $0.run(
                    [
                        Call("BEGIN"), Call(Self.lacksStandby), Call("SELECT 1 FROM note LIMIT 1"),
                        Call("INSERT INTO note_write (key) VALUES ($1)", [.key(WriteKey())]), Call("ROLLBACK"),
                    ], until: deadline)
            }
        }
        if results[1].first?.flag(0) ?? false { throw NotesError.busy }
    }

    /// Whether a commit waits for a standby, and no standby is connected. The role need not see more than their number.
    static let lacksStandby = """
        SELECT current_setting('synchronous_standby_names') != '' AND NOT EXISTS (SELECT FROM pg_stat_replication)
            AND current_setting('synchronous_commit') NOT IN ('local', 'off')
        """

    public var statistics: StoreStatistics {
        let size = try? pool.read(until: .after(.seconds(1))) {
            try $0.run(Call("SELECT pg_database_size(current_database())"), until: .after(.seconds(1))).first?.int(0)
        }
        return StoreStatistics(waitingWrites: pool.waitingCount, databaseBytes: size ?? 0, logBytes: 0)
    }

    public func lend(_ id: Int64, to body: (LentNote) throws -> Void) throws {
        let row = try read { try $0.run(Call(Note.byID, [.integer(id)])).first }
        guard let row else { throw NotesError.notFound }
        try SelectedNote(row: row).lend(to: body)
    }

    public func lend(_ query: NoteQuery, to body: (LentNote) throws -> Void) throws -> PageSummary {
        let page = try page(query)
        for note in page.notes { try note.lend(to: body) }
        return page.summary
    }

    /// Reads the rows of a page. A connection that fails is replaced, and the page is read again.
    private func page(_ query: NoteQuery) throws -> PageRows {
        guard let search = query.search, !search.alternatives.isEmpty else { return try read { try $0.page(query) } }
        let (page, isStale) = try searching { try NoteSearch.page(query, search, $0) }
        // Index the stale notes now, even if another program wrote them, so the next search is fast.
        if isStale { indexer.schedule() }
        return page
    }

    public func position(of id: Int64, in order: NoteQuery.Order) throws -> Int? {
        // The server walks through the index up to the note.
        let sql = """
            SELECT position FROM (SELECT id, row_number() OVER (ORDER BY \(order.terms())) - 1 AS position FROM note) AS list
            WHERE id = $1 LIMIT 1
            """
        return try read { try $0.run(Call(sql, [.integer(id)])).first?.int(0) }
    }

    public func id(titled title: String) throws -> Int64? {
        let (id, isStale) = try searching { try MentionReader(pages: $0).id(titled: title) }
        if isStale { indexer.schedule() }
        return id
    }

    public func notes(linkingTo note: Note) throws -> LinkingNotes {
        let linking = try read { try MentionReader(pages: $0).notes(linkingTo: note) }
        if !linking.isComplete { indexer.schedule() }
        // If a newer note has the same title, the links lead there. To find it takes long while many notes wait to be indexed.
        let isKnown = try linking.notes.isEmpty || id(titled: note.title) == note.id
        return isKnown ? linking : .empty
    }

    public func tags() throws -> TagList {
        let tags = try read { try MentionReader(pages: $0).tags() }
        if !tags.isUpToDate { indexer.schedule() }
        return tags
    }

    public func create(_ fields: NoteFields, by user: String?, key: IdempotencyKey?) throws
        -> (note: Note, isRepeated: Bool)
    {
        guard let key else {
            defer { indexer.noteWasWritten() }
            return (try translated { try writes.runTogether(NoteWriter.create(fields), by: user) }, false)
        }
        return try write(by: user) { try $0.create(fields, by: user, key: key) }
    }

    public func created(with key: IdempotencyKey, by user: String?) throws -> Note? {
        try read {
            try NoteWriter(connection: $0.connection, deadline: $0.deadline, retention: retention)
                .created(with: key, by: user)
        }
    }

    public func update(
        _ id: Int64, _ changes: NoteChanges, by user: String?, if condition: VersionCondition?
    ) throws -> Note {
        try write(by: user) { try $0.update(id, changes, if: condition) }
    }

    public func delete(_ id: Int64, by user: String?, if condition: VersionCondition?) throws -> Note {
        try write(by: user) { try $0.delete(id, if: condition) }
    }

    public func revision(_ version: NoteVersion?, of id: Int64) throws -> NoteRevision {
        try readSnapshot { pages in
            for life in try NoteLife.all(of: id, pages) {
                if let position = version.map(life.position) ?? 0 { return try life.revision(at: position, pages) }
            }
            throw NotesError.notFound
        }
    }

    public func comparedRevision(_ version: NoteVersion, of id: Int64) throws -> ComparedRevision {
        try readSnapshot { pages in
            for life in try NoteLife.all(of: id, pages) {
                guard let position = life.position(of: version) else { continue }
                let newest = try life.revision(at: 0, pages)
                func revision(at position: Int) throws -> NoteRevision {
                    position == 0 ? newest : try life.revision(at: position, pages)
                }
                return ComparedRevision(
                    revision: try revision(at: position), next: position == 0 ? nil : try revision(at: position - 1),
                    newest: life.isNewest ? newest : nil)
            }
            throw NotesError.notFound
        }
    }

    public func history(of id: Int64, offset: Int, size: Int) throws -> NoteHistory {
        try readSnapshot { pages in
            guard let life = try NoteLife.all(of: id, pages).first else { throw NotesError.notFound }
            let newest = try life.revision(at: 0, isSummary: true, pages)
            let positions = (0..<life.count).dropFirst(offset).prefix(size)
            return NoteHistory(
                newest: newest,
                revisions: try positions.map { $0 == 0 ? newest : try life.revision(at: $0, isSummary: true, pages) },
                total: life.count)
        }
    }

    public func trash(_ query: NoteQuery) throws -> RevisionPage {
        try read { try Trash.page(query, $0) }
    }

    public func restore(
        _ id: Int64, to version: NoteVersion?, by user: String?, if condition: StateCondition?
    ) throws -> Note {
        try write(by: user) { try $0.restore(id, to: version, if: condition) }
    }

    public func purge(_ id: Int64, _ version: NoteVersion?, if condition: VersionCondition?) throws {
        try write(by: nil) { .write(try $0.purge(id, version, if: condition)) }
    }

    public func emptyTrash(upTo mark: Int64) throws -> Int {
        let deletions = try read {
            try $0.run(Call("SELECT id FROM note_past WHERE \(Trash.isInTrash) AND id <= $1", [.integer(mark)]))
                .map { $0.int64(0) }
        }
        return try translated { try purger.purgeTrash(deletions) }
    }

    /// Deletes everything that has expired at a time. The store does this by itself, regularly.
    func purgeExpired(at now: Timestamp = .now()) throws {
        try translated { try purger.purge(at: now) }
    }

    private func read<Value>(_ body: (PageReader) throws -> Value) throws -> Value {
        let deadline = Deadline.ofRequest()
        return try translated {
            try pool.read(until: deadline) { try body(PageReader(connection: $0, deadline: deadline)) }
        }
    }

    /// Runs `body` in a transaction, so that all its statements see the same notes.
    private func readSnapshot<Value>(_ body: (PageReader) throws -> Value) throws -> Value {
        try read { pages in
            _ = try pages.run(PageReader.begin)
            return try body(pages)
        }
    }

    /// Reads as one of a bounded number of searches.
    private func searching<Value>(_ body: (PageReader) throws -> Value) throws -> Value {
        let permit: Permits.Permit
        do { permit = try searches.permit() } catch { throw NotesError.overloaded }
        defer { withExtendedLifetime(permit) {} }
        let deadline = Deadline.ofRequest()
        do {
            return try pool.read(until: deadline) { try body(PageReader(connection: $0, deadline: deadline)) }
        } catch let error as PostgresError {
            // The server or this program ends a search that takes too long.
            throw error.state == "57014" || deadline.hasPassed
                ? NotesError.overloaded : NotesError(error) ?? error as any Error
        }
    }

    private func write<Value>(by user: String?, _ decide: (NoteWriter) throws -> Decision<Value>) throws -> Value {
        defer { indexer.noteWasWritten() }
        return try translated {
            try writes.run(by: user) { connection, deadline in
                try decide(NoteWriter(connection: connection, deadline: deadline, retention: retention))
            }
        }
    }

    /// Replaces an error of PostgreSQL by the `NotesError` with the same meaning, if there is one.
    private func translated<Value>(_ work: () throws -> Value) throws -> Value {
        do { return try work() } catch let error as PostgresError { throw NotesError(error) ?? error as any Error }
    }
}
#endif
