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
/// one.
final class DatabaseVersion: Sendable {
    /// How long a question may take, and how long a new connection may take.
    private static let patience = Duration.seconds(2)
    /// After an error, nobody asks for this time.
    private static let pause = Duration.seconds(1)

    private struct State {
        var connection: Connection?
        var isClosed = false
        /// The end of the pause after an error.
        var next = ContinuousClock.now
        var hasLeader = false
        var waiting: [Question] = []
        /// The last answer, and its number.
        var snapshot: [UInt8] = []
        var number: Int64 = 0
    }

    private let address: ServerAddress
    private let willWait: @Sendable () -> Void
    private let state = Locked(State())

    /// - Parameter willWait: called on the calling thread before it waits for the server.
    init(_ address: ServerAddress, willWait: @escaping @Sendable () -> Void) {
        self.address = address
        self.willWait = willWait
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            state.connection = nil
        }
    }

    /// A number that changes with every commit that was acknowledged before; nil if the server does not answer, or is a
    /// standby.
    var current: Int64? {
        willWait()
        let question = Question()
        state.withLock { state in
            if state.hasLeader { return state.waiting.append(question) }
            state.hasLeader = true
            question.isLeader = true
        }
        if !question.isLeader { question.wait() }
        if question.isLeader { lead(question) }
        return question.answer
    }

    /// Asks the server for this thread and for all that wait. Then makes one of those that arrived meanwhile the leader.
    private func lead(_ question: Question) {
        let (others, connection) = state.withLock { state -> ([Question], Connection?) in
            defer { (state.waiting, state.connection) = ([], nil) }
            return (state.waiting, state.connection)
        }
        question.answer = answer(connection)
        let leader = state.withLock { state -> Question? in
            let next = state.waiting.isEmpty ? nil : state.waiting.removeFirst()
            next?.isLeader = true
            state.hasLeader = next != nil
            return next
        }
        leader?.wake()
        for other in others {
            other.answer = question.answer
            other.wake()
        }
    }

    /// - Parameter connection: nil to connect first.
    private func answer(_ known: Connection?) -> Int64? {
        guard state.withLock({ !$0.isClosed && $0.next <= .now }) else { return nil }
        let deadline = Deadline.ofRequest().earlier(Self.patience)
        do {
            let connection = try known ?? Connection(address, until: deadline)
            let snapshot = try connection.run(Call("SELECT pg_current_snapshot()"), until: deadline)
                .first?.withBytes(0) { Array($0) }
            guard let snapshot, !connection.isStandby else { throw PostgresError("no primary") }
            return state.withLock { state in
                if known == nil || snapshot != state.snapshot { state.number += 1 }
                state.snapshot = snapshot
                if !state.isClosed { state.connection = connection }
                return state.number
            }
        } catch {
            state.withLock { $0.next = .now + Self.pause }
            return nil
        }
    }
}

/// The question of one thread. `@unchecked Sendable`: only one thread at a time uses it. It belongs to its own thread, and to
/// the leader while that thread waits.
private final class Question: @unchecked Sendable {
    var isLeader = false
    var answer: Int64?
    private let woken = DispatchSemaphore(value: 0)

    func wait() { woken.wait() }

    func wake() { woken.signal() }
}
#endif
