#if PostgreSQL
import Dispatch
import Locking
import Notes

/// Tells whether a program has committed anything since the last question.
///
/// The server's current snapshot names the transactions whose changes are visible
/// (https://www.postgresql.org/docs/15/functions-info.html#FUNCTIONS-INFO-SNAPSHOT). While it stays the same, so do the
/// notes. All threads ask on one connection, because only its own answers can be compared: after a crash or a failover, a
/// server uses the numbers of lost transactions again. Threads that arrive while a question is on its way share the next
/// one. A thread that has taken several requests asks for the first of them, and usually the answer serves the others, too.
///
/// If the server is near, such a thread waits for its answer at once and keeps the requests that it has taken. While it
/// waits for a server that is farther away, other threads must be able to ask for those requests, and to run.
///
/// The connection is made in the background. Until then, there is no version, and no request waits for it.
final class DatabaseVersion: Sendable {
    /// How long a question may take.
    private static let patience = Duration.seconds(1)
    /// The time between two attempts to connect. It doubles up to the longest one.
    private static let pauses = (first: Duration.seconds(1), longest: Duration.seconds(30))

    private struct State {
        /// nil while it is being made, and while the leader of a batch uses it.
        var connection: Connection?
        var isConnected = false
        var isConnecting = false
        var isClosed = false
        /// `failureCount` of the pool before the connection was made.
        var failureCount = 0
        /// When to connect again, and the pause after the next failure.
        var next = ContinuousClock.now
        var pause = pauses.first
        /// The last answer, its number, and when its question began.
        var snapshot: [UInt8] = []
        var number: Int64 = 0
        var asked: ContinuousClock.Instant?
        var distance = Distance()

        mutating func disconnect(for pause: Duration) {
            isConnected = false
            asked = nil
            next = .now + pause
        }
    }

    private let pool: ConnectionPool
    private let willAsk: @Sendable () -> Void
    private let queue = DispatchQueue(label: "notes.version")
    private let batches = Batches<Question>(maximum: .max)
    private let state = Locked(State())

    /// - Parameter willAsk: called on the calling thread before it waits for an answer that will come soon.
    init(_ pool: ConnectionPool, willAsk: @escaping @Sendable () -> Void = {}) {
        self.pool = pool
        self.willAsk = willAsk
    }

    deinit {
        close()
    }

    func close() {
        let connection = state.withLock { state in
            state.isClosed = true
            state.isConnected = false
            state.asked = nil
            defer { state.connection = nil }
            return state.connection
        }
        if let connection { pool.end(connection) }
    }

    /// A number that changes with every commit that was acknowledged before `time`; nil if it is unknown now.
    func current(since time: ContinuousClock.Instant) -> Int64? {
        let (known, mayAsk, isNear) = state.withLock { state -> (Int64?, Bool, Bool) in
            if let asked = state.asked, asked >= time { return (state.number, true, true) }
            if state.isConnected { return (nil, true, state.distance.isNear) }
            if !state.isClosed && !state.isConnecting && state.next <= .now {
                state.isConnecting = true
                queue.async { [weak self] in self?.connect() }
            }
            return (nil, false, false)
        }
        guard known == nil, mayAsk else { return known }
        let question = Question()
        if isNear { willAsk() } else { pool.willWait() }
        batches.join(question, willWait: {}) { questions in
            let answer = answer()
            for question in questions { question.answer = answer }
        }
        return question.answer
    }

    private func connect() {
        let failureCount = pool.failureCount
        let connection = try? pool.open(until: .after(.seconds(5)))
        let isKept = state.withLock { state in
            state.isConnecting = false
            guard let connection, !connection.isStandby, !state.isClosed else {
                state.disconnect(for: state.pause)
                state.pause = min(state.pause * 2, Self.pauses.longest)
                return false
            }
            (state.connection, state.isConnected, state.failureCount) = (connection, true, failureCount)
            (state.snapshot, state.pause) = ([], Self.pauses.first)
            return true
        }
        if let connection, !isKept { pool.end(connection) }
    }

    /// Asks the server. Only the leader of a batch calls this.
    private func answer() -> Int64? {
        let (taken, failureCount) = state.withLock { state in
            defer { state.connection = nil }
            return (state.connection, state.failureCount)
        }
        guard let connection = taken else { return nil }
        let start = ContinuousClock.now
        // A server may end an idle connection. Then a new one is made at once.
        let isOpen = connection.isOpen
        let snapshot = isOpen ? snapshot(connection) : nil
        let answer = state.withLock { state -> Int64? in
            // If the pool cannot connect, it may need this connection's place in the server.
            guard let snapshot, !state.isClosed, pool.isCurrent(connection), pool.failureCount == failureCount else {
                state.disconnect(for: isOpen ? Self.pauses.first : .zero)
                return nil
            }
            if snapshot != state.snapshot { state.number += 1 }
            (state.snapshot, state.connection, state.asked) = (snapshot, connection, start)
            state.distance.add(.now - start)
            return state.number
        }
        if answer == nil { pool.end(connection) }
        return answer
    }

    /// nil if the server does not answer, or is a standby, which may lag behind.
    private func snapshot(_ connection: Connection) -> [UInt8]? {
        let deadline = Deadline.ofRequest().earlier(Self.patience)
        let rows = try? connection.run(Call("SELECT pg_current_snapshot()"), until: deadline)
        return connection.isStandby ? nil : rows?.first?.withBytes(0) { Array($0) }
    }
}

/// Tells from the times of answers whether a server is near.
struct Distance {
    /// A server is near if the quickest of `sample` answers came within this time: usually, if it is on the same machine.
    private static let nearby = Duration.microseconds(150)
    private static let sample = 64

    private(set) var isNear = false
    /// How many answers came since `isNear` was set, and the time that the quickest of them took.
    private var answers = 0
    private var quickest: Duration?

    /// - Parameter time: how long an answer took.
    mutating func add(_ time: Duration) {
        answers += 1
        let quickest = min(quickest ?? time, time)
        self.quickest = quickest
        guard answers == Self.sample else { return }
        isNear = quickest <= Self.nearby
        (answers, self.quickest) = (0, nil)
    }
}

/// The question of one thread. `@unchecked Sendable`: the leader sets the answer while the thread waits.
private final class Question: @unchecked Sendable {
    var answer: Int64?
}
#endif
