import Locking

/// Adds the remaining notes of an import whose process ended too early, in the background and in short batches.
final class ImportFinisher: Sendable {
    /// The time between two checks whether there is such an import.
    static let interval = Duration.seconds(60)

    private let commits: GroupCommit
    private let readers: ReaderPool
    private let didAdd: @Sendable () -> Void
    private let queue = BackgroundQueue(label: "notes.import")

    /// - Parameter didAdd: called after each batch.
    init(_ commits: GroupCommit, _ readers: ReaderPool, didAdd: @escaping @Sendable () -> Void) {
        self.commits = commits
        self.readers = readers
        self.didAdd = didAdd
    }

    /// Checks now, and then regularly.
    func start() {
        queue.run(after: .zero, every: Self.interval) { [weak self] in
            // If a batch fails, for example because the disk is full, the next check tries it again.
            try? self?.finish()
        }
    }

    /// Starts no new batch, and waits for the running batch, which may be waiting for the lock of another program.
    func stop(within time: Duration) {
        queue.stop(within: time)
    }

    private func finish() throws {
        var isDone = try !readers.readOneStatement(Publication.isNeeded)
        while !isDone && !queue.isStopped {
            isDone = try commits.write { try Publication.step($0) }
            didAdd()
            // Other programs can only write between two batches.
            queue.pause(for: HistoryPurger.pause)
        }
    }
}
