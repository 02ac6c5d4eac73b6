#if PostgreSQL
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
        /// The last answer, and its number.
        var snapshot: [UInt8] = []
        var number: Int64 = 0
    }

    private let address: ServerAddress
    private let willWait: @Sendable () -> Void
    private let batches = Batches<Question>(maximum: .max)
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
        let question = Question()
        _ = batches.join(question, willWait: willWait) { questions in
            let answer = answer()
            for question in questions { question.answer = answer }
        }
        return question.answer
    }

    private func answer() -> Int64? {
        let (mayAsk, known) = state.withLock { state -> (Bool, Connection?) in
            defer { state.connection = nil }
            return (!state.isClosed && state.next <= .now, state.connection)
        }
        guard mayAsk else { return nil }
        willWait()
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

/// The question of one thread. `@unchecked Sendable`: the leader sets the answer while the thread waits.
private final class Question: @unchecked Sendable {
    var answer: Int64?
}
#endif
