import Dispatch
import GRDB

/// The write of one thread, on its way through `GroupCommit`.
///
/// `@unchecked Sendable`: only one thread at a time uses a write, so a lock is not needed. The write's own thread uses
/// it until `GroupCommit` queues it, and again after `wake()`. In between, only the leader uses it.
final class PendingWrite: @unchecked Sendable {
    let work: (Database) throws -> Void
    /// Whether the thread of this write is the leader. Protected by the lock of the queue.
    var isLeader = false
    var isDone = false
    var error: (any Error)?
    private let woken = DispatchSemaphore(value: 0)

    init(_ work: @escaping (Database) throws -> Void) {
        self.work = work
    }

    /// Wakes the thread of this write, because the write is done, or because the thread is the new leader.
    func wake() {
        woken.signal()
    }

    /// Waits for `wake()`, without limit if `timeout` is nil. Returns false if `wake()` was not called in time.
    func waitUntilWoken(within timeout: Duration?) -> Bool {
        let deadline = timeout.map { DispatchTime.now() + .microseconds(Int($0 / .microseconds(1))) }
        return woken.wait(timeout: deadline ?? .distantFuture) == .success
    }
}
