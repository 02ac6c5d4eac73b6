import CFastCGI
import Glibc

/// The epoll(7) instance on which all workers wait.
final class Epoll: Sendable {
    private let descriptor: CInt
    /// An eventfd(2) that `wakeAll()` makes readable. From then on, every `wait` returns at once.
    private let wake: CInt

    init() throws {
        descriptor = try SystemError.check("epoll_create1") { epoll_create1(CInt(EPOLL_CLOEXEC)) }
        wake = try SystemError.check("eventfd") { eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK)) }
        try control(EPOLL_CTL_ADD, Connection(descriptor: wake, serial: 0), EPOLLIN.rawValue)
    }

    deinit {
        close(wake)
        close(descriptor)
    }

    /// Watches for new connections. If several processes share the socket, EPOLLEXCLUSIVE need not wake all of them.
    func add(_ socket: ListeningSocket) throws {
        try control(EPOLL_CTL_ADD, socket.connection, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue)
    }

    func remove(_ socket: ListeningSocket) {
        epoll_ctl(descriptor, EPOLL_CTL_DEL, socket.descriptor, nil)
    }

    /// Watches a connection until it is readable. `wait` then returns it once, to one worker (EPOLLONESHOT).
    ///
    /// - Parameter isNew: whether this is the first call for the connection.
    func arm(_ connection: Connection, isNew: Bool) throws {
        try control(isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, connection, EPOLLIN.rawValue | EPOLLONESHOT.rawValue)
    }

    /// Waits for readable descriptors.
    ///
    /// - Parameter most: how many to return at most.
    /// - Returns: connections and the listening socket; none after a signal or `wakeAll()`.
    func wait(most: Int) -> [Connection] {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: most) { events in
            let count = epoll_wait(descriptor, events.baseAddress, CInt(most), -1)
            return events.prefix(max(0, Int(count))).compactMap { event in
                let connection = Connection(
                    descriptor: CInt(truncatingIfNeeded: event.data.u64),
                    serial: UInt32(truncatingIfNeeded: event.data.u64 >> 32))
                return connection.descriptor == wake ? nil : connection
            }
        }
    }

    /// Whether a descriptor is readable. `wait` would then return it at once.
    var hasReadable: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 1
    }

    /// Makes every call of `wait` return at once, the current and all future ones.
    func wakeAll() {
        eventfd_write(wake, 1)
    }

    private func control(_ operation: CInt, _ connection: Connection, _ events: UInt32) throws {
        var event = epoll_event()
        event.events = events
        event.data.u64 = UInt64(connection.serial) << 32 | UInt64(UInt32(bitPattern: connection.descriptor))
        try SystemError.check("epoll_ctl") { epoll_ctl(descriptor, operation, connection.descriptor, &event) }
    }
}
