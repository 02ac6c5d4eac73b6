import Foundation
import Web

/// Answers that depend on nothing but the database and the URL, kept while nothing is committed.
///
/// An answer is kept under the version of the database that was read before it was made, so it is at least as new as that
/// version, and it is given out only while the database still has that version: nobody sees a state from before a commit
/// that was acknowledged before his request.
final class AnswerCache: @unchecked Sendable {
    /// In bytes of bodies and addresses.
    private let limit: Int
    // A lock that does not spin: it is taken twice for every request.
    private let lock = NSLock()
    private var version: Int64?
    /// What was used lately, and what was before that. When the first is half full it becomes the second, which goes.
    private var young = Generation()
    private var old = Generation()

    private struct Generation {
        var answers: [String: Response] = [:]
        var size = 0
    }

    /// - Parameter limit: in bytes; 0 keeps nothing.
    init(limit: Int) {
        self.limit = limit
    }

    /// The kept answer to a target.
    ///
    /// - Parameter version: of the database, read after the request had arrived.
    func answer(to target: String, version: Int64) -> Response? {
        lock.withLock {
            guard version == self.version else {
                self.version = version
                (young, old) = (Generation(), Generation())
                return nil
            }
            if let answer = young.answers[target] { return answer }
            guard let answer = old.answers[target] else { return nil }
            insert(answer, target)
            return answer
        }
    }

    /// - Parameter version: of the database, read before the answer was made.
    func keep(_ answer: Response, to target: String, version: Int64) {
        lock.withLock {
            if version == self.version { insert(answer, target) }
        }
    }

    private func insert(_ answer: Response, _ target: String) {
        let size = answer.body.count + target.utf8.count + 512
        guard size <= limit / 8, young.answers.updateValue(answer, forKey: target) == nil else { return }
        young.size += size
        if young.size > limit / 2 { (old, young) = (young, Generation()) }
    }
}
