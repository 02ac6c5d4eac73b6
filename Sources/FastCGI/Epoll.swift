import CFastCGI
import Glibc

/// The one epoll(7) instance on which all workers wait.
final class Epoll: Sendable {
    private let descriptor: CInt
    /// An eventfd(2): once it is readable, no worker waits any more.
    private let wake: CInt

    init() throws {
        descriptor = try SystemError.check("epoll_create1") { epoll_create1(CInt(EPOLL_CLOEXEC)) }
        wake = try SystemError.check("eventfd") { eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK)) }
        try control(EPOLL_CTL_ADD, wake, EPOLLIN.rawValue)
    }

    deinit {
        close(wake)
        close(descriptor)
    }

    func add(listening socket: CInt) throws {
        try control(EPOLL_CTL_ADD, socket, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue)
    }

    /// Reports a connection once, to one worker, when it is readable.
    func arm(_ connection: CInt, isNew: Bool) throws {
        try control(isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, connection, EPOLLIN.rawValue | EPOLLONESHOT.rawValue)
    }

    func remove(_ descriptor: CInt) {
        epoll_ctl(self.descriptor, EPOLL_CTL_DEL, descriptor, nil)
    }

    /// - Parameter milliseconds: how long to wait at most; negative: without an end.
    /// - Returns: a readable descriptor; nil if there was none in time, or the workers were woken.
    func wait(milliseconds: CInt) -> CInt? {
        // One event at a time: a second one would wait for the first, while other workers are idle.
        var event = epoll_event()
        guard epoll_wait(descriptor, &event, 1, milliseconds) == 1 else { return nil }
        return event.data.fd == wake ? nil : event.data.fd
    }

    /// Ends every wait, from now on.
    func wakeAll() {
        eventfd_write(wake, 1)
    }

    private func control(_ operation: CInt, _ descriptor: CInt, _ events: UInt32) throws {
        var event = epoll_event()
        event.events = events
        event.data.fd = descriptor
        try SystemError.check("epoll_ctl") { epoll_ctl(self.descriptor, operation, descriptor, &event) }
    }
}
