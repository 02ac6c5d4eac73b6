import Dispatch
import GRDB
import Glibc
import Synchronization

/// Adds the remaining notes of an import whose process ended too early, in the background and in short batches.
final class ImportFinisher: Sendable {
    /// The time between two checks whether there is such an import, in seconds.
    static let interval = 60.0

    private let commits: GroupCommit
    private let readers: ReaderPool
    private let didAdd: @Sendable () -> Void
    private let queue = DispatchQueue(label: "notes.import", qos: .utility)
    private let isStopped = Atomic(false)

    /// - Parameter didAdd: called after each batch.
    init(_ commits: GroupCommit, _ readers: ReaderPool, didAdd: @escaping @Sendable () -> Void) {
        self.commits = commits
        self.readers = readers
        self.didAdd = didAdd
    }

    /// Checks now, and then regularly.
    func start() {
        schedule(after: 0)
    }

    private func schedule(after seconds: Double) {
        queue.asyncAfter(deadline: .now() + seconds) { [weak self] in
            guard let self, !isStopped.load(ordering: .acquiring) else { return }
            // If a batch fails, for example because the disk is full, the next check tries it again.
            try? finish()
            schedule(after: Self.interval)
        }
    }

    /// Starts no new batch, and waits for the running batch, which may be waiting for the lock of another program.
    func stop(within seconds: Double) {
        isStopped.store(true, ordering: .releasing)
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + seconds)
    }

    private func finish() throws {
        var isDone = try !readers.readOneStatement(Publication.isNeeded)
        while !isDone && !isStopped.load(ordering: .acquiring) {
            isDone = try commits.write { try Publication.step($0) }
            didAdd()
            // Other programs can only write between two batches.
            usleep(useconds_t(HistoryPurger.pause * 1000))
        }
    }
}
