import GRDB
import Locking
import Markdown
import Notes
import Synchronization

/// Brings the search index up to date in the background, in short batches.
///
/// Indexing starts soon after a write. It waits while other writes run, unless the index is `maximumLag` behind. When the
/// index is up to date, `SegmentMerger` makes it faster.
final class SearchIndexer: Sendable {
    /// The size of the texts in one batch, in bytes. A batch has at least one note. Indexing 1 kB takes about 0.2
    /// milliseconds, and no other program can write in that time.
    static let batchBytes = 1 << 20
    /// The size of the texts after which a batch ends if a write of this process waits.
    static let smallBatchBytes = 32 << 10
    /// FTS5 merges this number of segments of its index into one. With 4, its default, indexing was a quarter slower. A search
    /// that finds nothing took 65 instead of 90 µs, others took the same time
    /// (https://www.sqlite.org/fts5.html#the_automerge_configuration_option).
    private static let automerge = 8
    /// After this number of writes without indexing, batches no longer wait for a pause between writes. A search scans
    /// the notes that are not indexed, which takes about 1 microsecond for 1 kB.
    static let maximumLag = 32768
    /// The time between a write and the next batch. Later writes join that batch.
    static let delay = Duration.milliseconds(100)

    private let commits: GroupCommit
    private let queue: BackgroundQueue
    private let merger: SegmentMerger
    private let isScheduled = Atomic(false)
    /// About how many writes there were since the index was up to date.
    private let lag = Atomic(0)

    init(_ commits: GroupCommit, _ dataVersion: DataVersion, _ file: DatabaseFile) {
        self.commits = commits
        queue = BackgroundQueue(label: "notes.indexer")
        merger = SegmentMerger(commits, dataVersion, file, queue)
    }

    /// Starts indexing soon. Called after each write, and after a search that found notes to index.
    func schedule() {
        lag.add(1, ordering: .relaxed)
        guard !isScheduled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.run(after: Self.delay) { [weak self] in self?.run() }
    }

    /// Starts no new batch, and waits for the running batch, which may be waiting for the lock of another program.
    func stop(within time: Duration) {
        queue.stop(within: time)
    }

    private func run() {
        isScheduled.store(false, ordering: .releasing)
        while !queue.isStopped {
            if commits.isBusy && lag.load(ordering: .relaxed) < Self.maximumLag { return schedule() }
            let start = ContinuousClock.now
            // If a batch fails, for example because the disk is full, the next write or search starts it again.
            let isDone = try? commits.write { [commits] db in
                try Self.configure("automerge", Self.automerge, db)
                return try Self.index(db) { commits.othersWait }
            }
            guard let isDone else { return }
            if isDone { break }
            queue.pause(for: Self.pause(after: start))
        }
        lag.store(0, ordering: .relaxed)
        merger.schedule()
    }

    /// The pause after a transaction that began at `start`. Other programs try to get the write lock only now and then. Without
    /// a pause, they would rarely succeed.
    static func pause(after start: ContinuousClock.Instant) -> Duration {
        min((.now - start) / 4, .milliseconds(50))
    }

    /// Changes a setting of FTS5, which the database keeps.
    static func configure(_ name: String, _ value: Int, _ db: Database) throws {
        let current = try db.cachedStatement(sql: "SELECT v FROM note_text_config WHERE k = ?")
            .firstRow([name]) { $0.int(0) }
        guard current != value else { return }
        try db.execute(sql: "INSERT INTO note_text (note_text, rank) VALUES (?, ?)", arguments: [name, value])
    }

    /// Indexes a batch of stale notes (changed since they were indexed). Returns whether all notes are indexed now.
    ///
    /// - Parameter mustStop: called after each note, from `smallBatchBytes` on.
    private static func index(_ db: Database, mustStop: () -> Bool) throws -> Bool {
        var size = 0
        while size < smallBatchBytes || (size < batchBytes && !mustStop()) {
            guard let indexed = try index(db.cachedStatement(sql: "\(selectStale) LIMIT 1"), [], db) else {
                return true
            }
            size += indexed
        }
        return false
    }

    /// Brings the index up to date for one note, if the note is stale.
    static func index(_ id: Int64, _ db: Database) throws {
        _ = try index(db.cachedStatement(sql: "\(selectStale) WHERE stale.id = ?"), [id], db)
    }

    /// Indexes the note that a statement selects.
    ///
    /// - Returns: the size of the old and the new text in bytes, plus 1, so that a batch of many deleted notes without
    ///   text ends, too; nil if the statement selects nothing.
    private static func index(_ select: Statement, _ arguments: StatementArguments, _ db: Database) throws -> Int? {
        let stale = try select.firstRow(arguments) { row in
            (
                id: row.int64(0),
                indexed: row.int64(1) != 0 ? (row.text(2) ?? "", row.text(3) ?? "") : nil,
                current: row.isNull(4) ? nil : (title: row.text(5) ?? "", content: row.text(6) ?? "")
            )
        }
        guard let stale else { return nil }
        var size = 1
        func run(_ sql: String, _ text: (title: String, content: String)) throws {
            let folded = [text.title, text.content].map {
                String(decoding: TextFold.fold($0), as: UTF8.self) + endOfText
            }
            try db.cachedStatement(sql: sql).execute(arguments: [stale.id, folded[0], folded[1]])
            size += text.title.utf8.count + text.content.utf8.count
        }
        if let text = stale.indexed { try run(deleteFromIndex, text) }
        try db.cachedStatement(sql: "DELETE FROM note_mention WHERE id = ?").execute(arguments: [stale.id])
        if let text = stale.current {
            try run(insertIntoIndex, text)
            try indexMentions(of: stale.id, text.title, text.content, db)
        }
        try db.cachedStatement(sql: "DELETE FROM note_stale WHERE id = ?").execute(arguments: [stale.id])
        return size
    }

    /// Selects a stale note: its id, whether the index holds the note, and the text in the index; then the id and text
    /// that the note has now. This second id is NULL if the note was deleted.
    private static let selectStale = """
        SELECT stale.id, stale.is_indexed, stale.title, stale.content, note.id, note.title, note.content
        FROM note_stale AS stale LEFT JOIN note USING (id)
        """
    private static let deleteFromIndex =
        "INSERT INTO note_text (note_text, rowid, title, content) VALUES ('delete', ?, ?, ?)"
    private static let insertIntoIndex = "INSERT INTO note_text (rowid, title, content) VALUES (?, ?, ?)"
    private static let insertMention = "INSERT OR IGNORE INTO note_mention (kind, name, id, shown) VALUES (?, ?, ?, ?)"

    /// Stands twice at the end of each indexed text, so that each of the text's scalars begins a trigram. No folded text
    /// has this scalar.
    private static let endOfText = String(repeating: Character(TextFold.never), count: 2)

    private static func indexMentions(of id: Int64, _ title: String, _ content: String, _ db: Database) throws {
        let insert = try db.cachedStatement(sql: insertMention)
        func add(_ kind: MentionKind, _ name: String, shown: String? = nil) throws {
            let folded = String(decoding: TextFold.fold(name), as: UTF8.self)
            try insert.execute(arguments: [kind.rawValue, folded, id, shown])
        }
        let mentions = Mentions(in: content)
        try add(.title, title)
        for tag in mentions.tags { try add(.tag, tag, shown: tag) }
        for title in mentions.titles { try add(.link, title) }
        if mentions.openBoxes > 0 { try add(.openTask, "") }
    }
}
