#if PostgreSQL
import Dispatch
import Glibc
import Locking
import Notes
import Synchronization

/// Connections to one database. A thread opens a connection if none is idle, up to a limit.
final class ConnectionPool: Sendable {
    /// How long a thread waits for a connection that another thread uses, and for a server that refuses connections.
    private static let patience = Duration.seconds(2)
    /// The time between two attempts to connect, in microseconds.
    private static let pause: UInt32 = 50_000

    private let address: ServerAddress
    private let isReady: Atomic<Bool>
    private let free: DispatchSemaphore
    /// Writes use at most two thirds of the connections. If no write ends because a standby is missing, notes can still be read.
    private let freeForWrites: DispatchSemaphore
    /// The connections that did not answer in time. They count until the server has ended its work for them. Otherwise writes
    /// that wait for a standby would use up all connections of the server.
    private let stuck = Locked<[(connection: Connection, isWrite: Bool)]>([])
    private let idle = Locked<[Connection]>([])
    /// The server to which the newest connection leads. Older connections to other servers are not used again.
    private let server = Locked<Int64>(0)
    private let failures = Atomic(0)
    private let waiting = Locked(0)
    /// Called on the calling thread before it waits.
    let willWait: @Sendable () -> Void
    private let warn: @Sendable (String) -> Void
    /// What the last warning said, so that it is not repeated for each request.
    private let lastWarning = Locked("")

    /// - Parameters:
    ///   - maximum: how many connections there are at most.
    ///   - isReady: whether the database can be used already; see `start()`.
    ///   - willWait: called on the calling thread before each use: every statement waits for the server.
    ///   - warn: called with a line for the administrator.
    init(
        _ address: ServerAddress, maximum: Int, isReady: Bool = true, willWait: @escaping @Sendable () -> Void,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.address = address
        self.willWait = willWait
        self.warn = warn
        self.isReady = Atomic(isReady)
        free = DispatchSemaphore(value: maximum)
        freeForWrites = DispatchSemaphore(value: max(1, maximum * 2 / 3))
    }

    deinit {
        // Dispatch ends the process if a semaphore is freed while a permit is missing.
        for (_, isWrite) in stuck.withLock({ $0 }) { release(isWrite) }
    }

    /// How many threads wait for a connection.
    var waitingCount: Int { waiting.withLock { $0 } }

    /// From now on, the pool connects. Before, it throws `NotesError.unreachable`.
    func start() {
        isReady.store(true, ordering: .releasing)
    }

    func close() {
        let connections = idle.withLock { idle in
            defer { idle = [] }
            return idle
        }
        withExtendedLifetime(connections) {}
    }

    /// How often a connection could not be made.
    var failureCount: Int { failures.load(ordering: .acquiring) }

    /// Whether a connection leads to the same server as the newest one.
    func isCurrent(_ connection: Connection) -> Bool { server.withLock { $0 == connection.server } }

    /// Whether a write has not been confirmed in time, and the server still works on it.
    var hasStuckWrite: Bool {
        releaseStuck()
        return stuck.withLock { $0.contains(where: \.isWrite) }
    }

    /// Runs `body` with a connection that no other thread uses meanwhile.
    ///
    /// - Parameter isWrite: whether `body` writes notes.
    /// - Throws: `NotesError.busy` if no connection becomes free; `PostgresError`; or what `body` throws.
    func use<Value>(isWrite: Bool = false, until deadline: Deadline, _ body: (Connection) throws -> Value) throws
        -> Value
    {
        willWait()
        if isWrite { try wait(freeForWrites, until: deadline) }
        do {
            try wait(free, until: deadline)
        } catch {
            if isWrite { freeForWrites.signal() }
            throw error
        }
        var used: Connection?
        defer { giveBack(used, isWrite) }
        let connection = try takeIdle() ?? connect(until: deadline)
        used = connection
        return try body(connection)
    }

    private func wait(_ free: DispatchSemaphore, until deadline: Deadline) throws {
        releaseStuck()
        if free.wait(timeout: .now()) == .success { return }
        waiting.withLock { $0 += 1 }
        defer { waiting.withLock { $0 -= 1 } }
        let patience = deadline.earlier(Self.patience)
        repeat {
            if free.wait(timeout: .now() + .milliseconds(100)) == .success { return }
            releaseStuck()
        } while !patience.hasPassed
        throw NotesError.busy
    }

    /// Runs `body`, which changes nothing, with a connection. If the connection is lost, runs `body` again with another one.
    func read<Value>(until deadline: Deadline = .ofRequest(), _ body: (Connection) throws -> Value) throws -> Value {
        while true {
            do {
                return try use(until: deadline, body)
            } catch let error as PostgresError where error.isConnectionLost || error.mayBeRepeated {
                if deadline.hasPassed { throw error }
            }
        }
    }

    /// Returns an idle connection, unless there is none or the server has ended it. A write must not use such a connection: if
    /// there is no other one, its outcome is unknown.
    private func takeIdle() -> Connection? {
        guard let connection = idle.withLock({ $0.popLast() }) else { return nil }
        if connection.isOpen { return connection }
        // The server has most likely ended all its connections.
        close()
        return nil
    }

    /// Connects. Tries again while all servers refuse connections, because they may be starting. If another thread gives a
    /// connection back meanwhile, takes that one: the server may have no more.
    ///
    /// - Throws: `NotesError`.
    private func connect(until deadline: Deadline) throws -> Connection {
        guard isReady.load(ordering: .acquiring) else { throw NotesError.unreachable }
        let lastAttempt = deadline.earlier(Self.patience)
        while true {
            do {
                let connection = try Connection(address, until: deadline)
                let settings = try connection.run(Call(Self.settings, isPrepared: false), until: deadline)
                connection.server = settings.first?.int64(0) ?? 0
                noteServer(connection.server)
                warnOnce(
                    connection.hasExposedPassword
                        ? "the connection to \(address) is not encrypted: add sslmode=verify-full to DATABASE_URL" : "")
                return connection
            } catch let error as PostgresError {
                failures.add(1, ordering: .releasing)
                guard error.isConnectionLost, !lastAttempt.hasPassed else {
                    warnOnce("cannot use \(address): \(error)")
                    throw NotesError(error) ?? .unreachable
                }
                usleep(Self.pause)
                if let connection = takeIdle() { return connection }
            }
        }
    }

    private func noteServer(_ new: Int64) {
        let old = server.withLock { server in
            defer { server = new }
            return server
        }
        if old != new { close() }
    }

    /// Warns, unless the last warning said the same. An empty line is no warning.
    func warnOnce(_ line: String) {
        let isNew = lastWarning.withLock { last in
            defer { last = line }
            return last != line
        }
        if isNew && !line.isEmpty { warn(line) }
    }

    private func giveBack(_ connection: Connection?, _ isWrite: Bool) {
        if let connection, !connection.hasTimedOut {
            let isCurrent = isCurrent(connection)
            if isCurrent && connection.isUsable && connection.endTransaction() {
                idle.withLock { $0.append(connection) }
            } else if isCurrent {
                // The server has most likely ended all its connections.
                close()
            }
        }
        letGo(connection, isWrite)
    }

    /// Opens a connection that its caller keeps, unless all of them are in use. The caller gives it to `end`.
    func open(until deadline: Deadline) throws -> Connection? {
        guard free.wait(timeout: .now()) == .success else { return nil }
        do {
            return try connect(until: deadline)
        } catch {
            free.signal()
            throw error
        }
    }

    /// Ends a connection of `open`.
    func end(_ connection: Connection) {
        letGo(connection, false)
    }

    /// Lets another thread have a connection, unless the server still works for this one.
    private func letGo(_ connection: Connection?, _ isWrite: Bool) {
        if let connection, connection.hasTimedOut {
            stuck.withLock { $0.append((connection, isWrite)) }
        } else {
            release(isWrite)
        }
    }

    private func release(_ isWrite: Bool) {
        free.signal()
        if isWrite { freeForWrites.signal() }
    }

    /// Closes the connections for which the server has ended its work.
    private func releaseStuck() {
        let ended = stuck.withLock { stuck in
            let end = stuck.partition { !$0.connection.isOpen }
            defer { stuck.removeSubrange(end...) }
            return Array(stuck[end...])
        }
        for (_, isWrite) in ended { release(isWrite) }
    }

    /// Limits of the server for each connection of a request, in milliseconds. If the server would report commits that are not
    /// durable yet, it no longer does.
    private static let settings = """
        SELECT (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint,
            set_config('statement_timeout', '9000', false), set_config('lock_timeout', '5000', false),
            set_config('idle_in_transaction_session_timeout', '10000', false),
            set_config('TimeZone', 'UTC', false),
            set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                ELSE current_setting('synchronous_commit') END, false)
        """
}
#endif
