import Locking
import Synchronization
import TestSupport

/// The changes that the clients of `InvariantTests` requested, and the responses of the service.
final class InvariantRecord: Sendable {
    enum Outcome {
        case acknowledged
        case refused
        /// The service was killed before it sent a response, or it does not know the outcome itself.
        case unknown
    }

    /// A request that writes text into a note.
    struct Write {
        /// A word that only the versions with this change contain.
        let word: String
        /// nil for a new note.
        let noteID: Int?
        /// The version that the request named.
        let base: String?
        /// The fields of a form; nil for a request of the API.
        let typed: NoteState?
        var outcome = Outcome.unknown
    }

    /// A version of a note in a response.
    struct Seen {
        let noteID: Int
        let version: String
        let state: NoteState
        /// The version that the request of the change named; nil: the request named none, or changed nothing.
        var base: String?
        /// The version that this one has the fields of, after a restoration.
        var origin: String?
    }

    struct Deletion {
        let noteID: Int
        let base: String?
        /// Whether the service also acknowledges the deletion of a version that another request has deleted.
        var mayRepeatAnother = false
        var outcome = Outcome.unknown
    }

    /// A restoration through a page. Its response names no version.
    struct Restoration {
        let noteID: Int
        let origin: String
        /// The version that the page showed as the current one; nil for a deleted note.
        let base: String?
    }

    /// A page with a merged text that is not saved yet.
    struct Merge {
        let noteID: Int
        let base: String
        let theirs: String
        let typed: NoteState
        let shown: NoteState
    }

    struct Entries {
        var writes: [Write] = []
        var seen: [Seen] = []
        var deletions: [Deletion] = []
        var restorations: [Restoration] = []
        var merges: [Merge] = []
        /// The notes that the clients know.
        var notes: [Int] = []
        /// The newest version of each note that was in a response.
        var newest: [Int: String] = [:]
        /// The faults that clients noticed.
        var problems: [String] = []
    }

    let entries = Locked(Entries())
    private let count = Atomic(0)
    private let goal: Int

    /// - Parameter goal: the number of requests that the clients send to change notes.
    init(goal: Int) {
        self.goal = goal
    }

    var operations: Int { count.load(ordering: .relaxed) }

    var isComplete: Bool { operations >= goal }

    /// Records that a client sends a request that changes a note.
    ///
    /// - Returns: a number for `end`.
    func begin(_ write: Write) -> Int {
        count.add(1, ordering: .relaxed)
        return entries.withLock {
            $0.writes.append(write)
            return $0.writes.count - 1
        }
    }

    func begin(_ deletion: Deletion) -> Int {
        count.add(1, ordering: .relaxed)
        return entries.withLock {
            $0.deletions.append(deletion)
            return $0.deletions.count - 1
        }
    }

    func beginRestoration() {
        count.add(1, ordering: .relaxed)
    }

    func end(write number: Int, _ outcome: Outcome) {
        entries.withLock { $0.writes[number].outcome = outcome }
    }

    func end(deletion number: Int, _ outcome: Outcome) {
        entries.withLock { $0.deletions[number].outcome = outcome }
    }

    /// The newest version of a note that was in any response so far.
    func newest(_ id: Int) -> String { entries.withLock { $0.newest[id] ?? "" } }

    /// Records the version in a response.
    ///
    /// - Parameter earlier: `newest` from before the request.
    func see(_ id: Int, _ version: String, after earlier: String) {
        entries.withLock {
            if version < earlier { $0.problems.append("note \(id) went back from version \(earlier) to \(version)") }
            $0.newest[id] = max($0.newest[id] ?? "", version)
        }
    }

    /// Records a change that another program committed.
    func add(_ change: OtherProgram.Change) {
        let id = change.noteID
        if change.kind == "delete" {
            let number = begin(Deletion(noteID: id, base: nil))
            // SQLAlchemy only warns if another program deleted the note between its SELECT and its DELETE.
            if !change.word.hasPrefix("flask") { end(deletion: number, .acknowledged) }
        } else {
            end(write: begin(Write(word: change.word, noteID: id, base: nil, typed: nil)), .acknowledged)
        }
    }

    func report(_ problem: String) {
        entries.withLock { $0.problems.append(problem) }
    }

    /// Records a problem after which no client needs to go on.
    func abort(_ problem: String) {
        report(problem)
        count.add(goal, ordering: .relaxed)
    }
}
