import Glibc
import Locking
import Synchronization

/// Lets only as many workers run as there are places. The other workers sleep.
///
/// Two running workers on two cores are faster than two dozen that take turns. But with two workers in all, only two
/// writes can share an fsync(2). So a server has many workers and few places, like an I/O completion port.
///
/// - A worker takes a place before it waits for requests. It keeps the place while it reads, computes and sends.
/// - A worker that is about to wait gives its place up (`giveUp()`). Another worker wakes up and takes it. After the
///   wait, the worker finishes its request without a place. Then it takes a place again. The exception is a short wait that
///   serves several requests (`giveUpIfNoneTaken()`).
/// - If all places are held for long and requests wait, the `Watchdog` takes a place away.
public final class Places: Sendable {
    /// How many workers should run at the same time.
    public let count: Int
    private let free: Semaphore
    private let holders = Locked([Holder]())
    /// The thread-specific value of a worker is its `Holder` (pthread_key_create(3)). Other threads have no value.
    private let key: pthread_key_t

    /// A worker, seen from its place.
    final class Holder: Sendable {
        /// The worker and the watchdog may both give up the place at the same time. The first of them frees it.
        fileprivate let hasPlace = Atomic(false)
        fileprivate let taken: TakenConnections

        fileprivate init(_ taken: TakenConnections) { self.taken = taken }
    }

    /// - Parameter count: usually the number of processors that the process may use. At least 1.
    /// - Throws: `SystemError` of pthread_key_create(3).
    public init(_ count: Int) throws {
        self.count = count
        free = Semaphore(count)
        var key = pthread_key_t()
        let code = pthread_key_create(&key, nil)
        guard code == 0 else { throw SystemError(call: "pthread_key_create", code: code) }
        self.key = key
    }

    deinit {
        pthread_key_delete(key)
    }

    /// Gives up the place of the calling thread, which is about to wait: for a lock, a commit or another server. Other workers
    /// then handle the connections that the thread has taken.
    ///
    /// Any thread may call this at any time. A thread without a place has nothing to give up.
    public func giveUp() {
        if let holder = ownHolder { giveUp(holder) }
    }

    /// Like `giveUp()`, but does nothing if the thread has taken more connections. For a short wait that serves their requests,
    /// too.
    public func giveUpIfNoneTaken() {
        if let holder = ownHolder, holder.taken.isEmpty { free(holder) }
    }

    /// The calling thread, if it is a worker.
    private var ownHolder: Holder? {
        pthread_getspecific(key).map { Unmanaged<Holder>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Makes the calling thread a worker. The caller must keep the result until the thread ends.
    func addWorker(_ taken: TakenConnections) -> Holder {
        let holder = Holder(taken)
        pthread_setspecific(key, Unmanaged.passUnretained(holder).toOpaque())
        holders.withLock { $0.append(holder) }
        return holder
    }

    /// Removes the calling thread, which is about to end, from the workers.
    func remove(_ holder: Holder) {
        pthread_setspecific(key, nil)
        holders.withLock { $0.removeAll { $0 === holder } }
        free(holder)
    }

    /// Waits until the worker has a place. Returns at once if it has one.
    func take(_ holder: Holder) {
        guard !holder.hasPlace.load(ordering: .relaxed) else { return }
        free.wait()
        holder.hasPlace.store(true, ordering: .relaxed)
    }

    /// Frees the place of one worker, although that worker did not give it up.
    func takeAway() {
        let holder = holders.withLock { $0.first { $0.hasPlace.load(ordering: .relaxed) } }
        if let holder { giveUp(holder) }
    }

    /// Lets other workers handle the connections of workers that have been held up since the last call.
    func giveBackHeldUp() {
        for holder in holders.withLock({ $0 }) { holder.taken.giveBackIfHeldUp() }
    }

    private func giveUp(_ holder: Holder) {
        holder.taken.giveBackAll()
        free(holder)
    }

    private func free(_ holder: Holder) {
        if holder.hasPlace.exchange(false, ordering: .relaxed) { free.signal() }
    }
}
