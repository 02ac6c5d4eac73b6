#if PostgreSQL
import Locking
import Markdown
import Notes
import Synchronization

/// Brings the search index up to date in the background, in short transactions. Several responders can do so at the same
/// time: each takes notes that no other one has taken.
///
/// Indexing starts soon after a write. It waits for a pause between the writes of this responder, unless the index is
/// `maximumLag` behind.
final class SearchIndexer: Sendable {
    /// How many notes one transaction indexes. Their texts have up to `batchBytes` bytes, or it is one note.
    private static let batchNotes = 200
    private static let batchBytes = 1 << 20
    /// After this number of writes without indexing, batches no longer wait for a pause between writes. A search examines the
    /// notes that are not indexed, which takes 10 to 20 microseconds for 1 kB.
    private static let maximumLag = 8192
    /// The time between a write and the next batch. Later writes join that batch.
    private static let delay = Duration.milliseconds(100)
    /// This time without a write is a pause.
    private static let pause = Duration.milliseconds(5)

    private let pool: ConnectionPool
    private let queue = BackgroundQueue(label: "notes.indexer")
    private let isScheduled = Atomic(false)
    /// About how many writes of this responder there were since the index was up to date, and when the last one ended.
    private let lag = Locked((writes: 0, last: ContinuousClock.now))

    init(_ pool: ConnectionPool) {
        self.pool = pool
    }

    /// Starts indexing soon. Called after each write.
    func noteWasWritten() {
        lag.withLock { $0 = ($0.writes + 1, .now) }
        schedule()
    }

    /// Starts indexing soon. Called after a search that found notes to index.
    func schedule() {
        guard !isScheduled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.run(after: Self.delay) { [weak self] in self?.run() }
    }

    /// Starts no new batch, and waits for the running one.
    func stop(within time: Duration) {
        queue.stop(within: time)
    }

    private func run() {
        isScheduled.store(false, ordering: .releasing)
        while !queue.isStopped {
            let mustWait = lag.withLock { $0.writes < Self.maximumLag && .now - $0.last < Self.pause }
            if mustWait { return schedule() }
            // If a batch fails, the next write or search starts it again.
            guard let hasMore = try? pool.use(until: .ofRequest(), Self.indexBatch) else { return }
            if !hasMore { break }
        }
        lag.withLock { $0.writes = 0 }
    }

    /// Indexes some notes. Returns whether there may be more.
    private static func indexBatch(_ connection: Connection) throws -> Bool {
        let deadline = Deadline.after(.seconds(longest))
        let taken =
            try connection.run(
                [Call("BEGIN"), Call(limits), Call(takeStale)], until: deadline
            ).last?.map { $0.int64(0) } ?? []
        // A statement of its own, which sees what was committed before the rows were locked.
        let rows = try connection.run(Call(selectTaken, [.integers(taken)]), until: deadline)
            .map { (id: $0.int64(0), title: $0.text(1), content: $0.text(2) ?? "") }
        var calls: [Call] = []
        if !rows.isEmpty {
            let ids = Argument.integers(rows.map(\.id))
            let current = rows.compactMap { row in row.title.map { (id: row.id, title: $0, content: row.content) } }
            calls += [
                Call("DELETE FROM note_text WHERE id = ANY ($1)", [ids]),
                Call("DELETE FROM note_mention WHERE id = ANY ($1)", [ids]),
                Call(
                    "INSERT INTO note_text SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])",
                    [
                        .integers(current.map(\.id)), .texts(current.map { fold($0.title) }),
                        .texts(current.map { fold($0.content) }),
                    ]),
                insertMentions(current),
                Call("DELETE FROM note_stale WHERE id = ANY ($1)", [ids]),
            ]
        }
        try connection.run(calls + [Call("COMMIT")], until: deadline)
        return !rows.isEmpty
    }

    private static func fold(_ text: String) -> String { String(decoding: TextFold.fold(text), as: UTF8.self) }

    private static func insertMentions(_ notes: [(id: Int64, title: String, content: String)]) -> Call {
        var (ids, kinds, names, shown): ([Int64], [Int64], [String], [String]) = ([], [], [], [])
        for (id, title, content) in notes {
            var known: Set<String> = []
            func add(_ kind: MentionKind, _ name: String, shown text: String = "") {
                let folded = fold(name)
                guard known.insert("\(kind.rawValue) \(folded)").inserted else { return }
                ids.append(id)
                kinds.append(kind.rawValue)
                names.append(folded)
                shown.append(text)
            }
            let mentions = Mentions(in: content)
            add(.title, title)
            for tag in mentions.tags { add(.tag, tag, shown: tag) }
            for title in mentions.titles { add(.link, title) }
            if mentions.openBoxes > 0 { add(.openTask, "") }
        }
        return Call(
            "INSERT INTO note_mention SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[])",
            [.integers(ids), .integers(kinds), .texts(names), .texts(shown)])
    }

    /// How long a transaction may take, in seconds. Another program may have stored a text of many megabytes.
    private static let longest = 600
    /// The index can be rebuilt, so its commits need not be durable.
    private static let limits = """
        SELECT set_config('synchronous_commit', 'off', true), set_config('statement_timeout', '\(longest)s', true),
            set_config('idle_in_transaction_session_timeout', '\(longest)s', true)
        """

    /// Takes notes that no other transaction is changing or indexing. The rows stay locked until the end of the transaction.
    private static let takeStale = "SELECT id FROM note_stale ORDER BY id LIMIT \(batchNotes) FOR UPDATE SKIP LOCKED"

    /// Selects the first of the taken notes. A title that is NULL stands for a deleted note.
    private static let selectTaken = """
        SELECT id, title, content FROM (
            SELECT taken.id, note.title, note.content,
                sum(coalesce(octet_length(note.content), 0)) OVER (ORDER BY taken.id)
                    - coalesce(octet_length(note.content), 0) AS before
            FROM unnest($1::bigint[]) AS taken (id) LEFT JOIN note USING (id)) AS texts
        WHERE before < \(batchBytes)
        """
}
#endif
