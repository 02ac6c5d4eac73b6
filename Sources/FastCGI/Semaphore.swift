import Glibc

/// A counting semaphore (sem_overview(7)).
final class Semaphore: @unchecked Sendable {
    // The class is Sendable because every sem_* function is thread-safe. A semaphore needs a fixed address.
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init(_ value: Int) {
        sem_init(semaphore, 0, UInt32(clamping: value))
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func signal() {
        sem_post(semaphore)
    }

    func wait() {
        // A signal handler can interrupt the wait (EINTR).
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }
}
