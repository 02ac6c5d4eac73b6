public import Glibc

/// A value that only one thread at a time can use, protected by a POSIX mutex.
///
/// Swift's `Mutex` has two drawbacks. ThreadSanitizer does not understand it. And a waiting thread spins before it
/// sleeps: with two dozen threads on two cores, spinning took a third of the CPU time.
public final class Locked<State>: @unchecked Sendable {
    // `mutex` protects `state`, so the class is Sendable. A mutex needs a fixed address (pthread_mutex_init(3)). `state` is behind
    // a pointer, because Swift checks each access to a variable of a class, which costs about 250 instructions.
    @usableFromInline let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    @usableFromInline let state = UnsafeMutablePointer<State>.allocate(capacity: 1)

    public init(_ state: sending State) {
        self.state.initialize(to: state)
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
        state.deinitialize(count: 1).deallocate()
    }

    /// Runs `body` while no other thread uses the value.
    @inlinable
    public func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state.pointee)
    }
}
