import GRDB
import Glibc
import Locking
import Markdown
import Notes
import Synchronization

/// Brings the search index up to date in the background, in short batches.
///
/// Indexing starts soon after a write. It waits while other writes run, unless the index is `maximumLag` behind. Once there
/// were no writes for a while, the indexer merges the segments of the index, so that searches are fast.
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
    /// When the indexer is idle, it merges segments if a level of the index has this number of them. Then searches read fewer
    /// segments (https://www.sqlite.org/fts5.html#the_usermerge_configuration_option).
    private static let usermerge = 3
    /// After this number of writes without indexing, batches no longer wait for a pause between writes. A search scans
    /// the notes that are not indexed, which takes about 1 microsecond for 1 kB.
    static let maximumLag = 32768
    /// The time between a write and the next batch, in milliseconds. Later writes join that batch.
    static let delay = 100
    /// The time without writes before segments are merged, in milliseconds. Without it, 50 writes a second cost twice the
    /// processor time, and wrote four times as much to the disk.
    static let mergeDelay = 2_000
    /// How long segments are merged in one transaction. A write of this process ends it earlier.
    private static let mergeTime = Duration.milliseconds(20)
    /// How many pages of 4 kB one step of merging writes. It writes more if the entries of one trigram fill more pages: with
    /// 1,000,000 notes, up to 2,500 pages, in 0.1 seconds.
    private static let mergedPages = 32

    private let commits: GroupCommit
    private let queue = BackgroundQueue(label: "notes.indexer")
    private let isScheduled = Atomic(false)
    /// The number of writes, and how many of them there were when the index was last up to date. Both are about right.
    private let writes = Atomic(0)
    private let indexedWrites = Atomic(0)
    private var lag: Int { writes.load(ordering: .relaxed) - indexedWrites.load(ordering: .relaxed) }

    init(_ commits: GroupCommit) {
        self.commits = commits
    }

    /// Starts indexing soon. Called after each write, and after a search that found notes to index.
    func schedule() {
        writes.add(1, ordering: .relaxed)
        guard !isScheduled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.run(afterMilliseconds: Self.delay) { [weak self] in self?.run() }
    }

    /// Starts no new batch, and waits for the running batch, which may be waiting for the lock of another program.
    func stop(within seconds: Double) {
        queue.stop(within: seconds)
    }

    private func run() {
        isScheduled.store(false, ordering: .releasing)
        while !queue.isStopped {
            if commits.isBusy && lag < Self.maximumLag { return schedule() }
            let number = writes.load(ordering: .relaxed)
            // If a batch fails, for example because the disk is full, the next write or search starts it again.
            guard let isDone = try? batch(Self.index) else { return }
            if isDone {
                indexedWrites.store(number, ordering: .relaxed)
                return scheduleMerge(afterWrite: number)
            }
        }
    }

    private func scheduleMerge(afterWrite number: Int) {
        queue.run(afterMilliseconds: Self.mergeDelay) { [weak self] in self?.merge(afterWrite: number) }
    }

    /// Merges segments until there is another write, which will start this again.
    private func merge(afterWrite number: Int) {
        while !queue.isStopped && writes.load(ordering: .relaxed) == number {
            if commits.isBusy { return scheduleMerge(afterWrite: number) }
            guard (try? batch(Self.merge)) == false else { return }
        }
    }

    /// Runs a batch in a transaction. Returns whether it was the last one.
    private func batch(_ work: @escaping (Database, _ mustStop: () -> Bool) throws -> Bool) throws -> Bool {
        let start = ContinuousClock.now
        let isDone = try commits.write { [commits] db in
            try Self.configure(db)
            return try work(db) { commits.othersWait }
        }
        if !isDone {
            // Other programs try to get the write lock only now and then. Without a pause, they would rarely succeed.
            let pause = min((ContinuousClock.now - start) / 4, .milliseconds(50))
            usleep(useconds_t(pause / .microseconds(1)))
        }
        return isDone
    }

    /// Changes the settings of FTS5, which the database keeps.
    private static func configure(_ db: Database) throws {
        for (name, value) in [("automerge", automerge), ("usermerge", usermerge)] {
            let current = try db.cachedStatement(sql: "SELECT v FROM note_text_config WHERE k = ?")
                .firstRow([name]) { $0.int(0) }
            if current != value {
                try db.execute(sql: "INSERT INTO note_text (note_text, rank) VALUES (?, ?)", arguments: [name, value])
            }
        }
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

    /// Merges some segments. Returns whether nothing is left to merge.
    ///
    /// - Parameter mustStop: called after each step.
    private static func merge(_ db: Database, mustStop: () -> Bool) throws -> Bool {
        let merge = try db.cachedStatement(sql: "INSERT INTO note_text (note_text, rank) VALUES ('merge', ?)")
        let start = ContinuousClock.now
        repeat {
            let before = db.totalChangesCount
            try merge.execute(arguments: [mergedPages])
            // The statement itself is one change (https://www.sqlite.org/fts5.html#the_merge_command).
            if db.totalChangesCount - before < 2 { return true }
        } while ContinuousClock.now - start < mergeTime && !mustStop()
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
