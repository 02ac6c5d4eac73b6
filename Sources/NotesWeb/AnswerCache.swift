import Foundation
import HTTPValues

/// Answers that depend on nothing but the database and the URL, kept while nothing is committed.
///
/// An answer is kept under the version of the database that was read before it was made, so it is at least as new as that
/// version, and it is given out only while the database still has that version: nobody sees a state from before a commit
/// that was acknowledged before his request.
///
/// What is asked for once is not kept, so that reading all notes one by one, or writing all the time, costs no memory.
final class AnswerCache: @unchecked Sendable {
    /// What one answer takes besides its body and its address: its place in the table, the heads of its blocks of memory.
    private static let overhead = 256
    /// When it is full, it refuses so many answers for each that it holds before it makes room for them. One that gave way
    /// to each new answer would hold nothing useful when they come in turn.
    private static let patience = 4

    /// In bytes.
    private let limit: Int
    // A lock that does not spin: it is taken for every request.
    private let lock = NSLock()
    private var state = State()
    private var hits = 0
    private var misses = 0

    private struct State {
        var version: Int64?
        var answers: [String: Answer] = [:]
        /// Of the answers, in bytes.
        var size = 0
        var refused = 0
        /// Which addresses were asked for, by a few bits of their hashes.
        var asked = [Bool](repeating: false, count: 1 << 14)
    }

    /// - Parameter limit: in bytes; 0 keeps nothing.
    init(limit: Int) {
        self.limit = limit
    }

    /// The kept answer to a target.
    ///
    /// - Parameter version: of the database, read after the request had arrived.
    func answer(to target: String, version: Int64) -> Answer? {
        let (answer, _) = lock.withLock { () -> (Answer?, State?) in
            guard version == state.version else {
                misses += 1
                return (nil, renewed(version))
            }
            let answer = state.answers[target]
            if answer == nil { misses += 1 } else { hits += 1 }
            return (answer, nil)
        }
        return answer
    }

    /// How often it could help, and how often not, and what it holds, in bytes.
    var statistics: (hits: Int, misses: Int, bytes: Int) { lock.withLock { (hits, misses, state.size) } }

    /// Keeps an answer, unless it is the first to its target.
    ///
    /// - Parameter version: of the database, read before the answer was made.
    func keep(_ answer: Answer, to target: String, version: Int64) {
        let size = answer.response.body.count + target.utf8.count + Self.overhead
        let slot = target.hashValue & (1 << 14 - 1)
        guard size <= limit / 8 else { return }
        _ = lock.withLock { () -> State? in
            guard version == state.version else { return nil }
            guard state.asked[slot] else {
                state.asked[slot] = true
                return nil
            }
            guard state.size + size <= limit else {
                state.refused += 1
                return state.refused > Self.patience * state.answers.count ? renewed(version) : nil
            }
            var answer = answer
            // Without the room into which the body could still grow.
            answer.response.body = answer.response.body.withUnsafeBufferPointer(Array.init)
            answer.response.permit = nil
            if state.answers.updateValue(answer, forKey: target) == nil { state.size += size }
            return nil
        }
    }

    /// Forgets everything.
    ///
    /// - Returns: what was kept; to be thrown away when the lock is free again, since that takes time.
    private func renewed(_ version: Int64) -> State {
        var old = State(version: version)
        swap(&old, &state)
        return old
    }
}
