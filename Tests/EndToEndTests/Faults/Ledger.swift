import Locking
import Synchronization
import TestSupport

/// The changes that clients requested, and which of them the service acknowledged.
final class Ledger: Sendable {
    /// A state in which a note may be found.
    enum State: Hashable {
        case title(String)
        case deleted
    }

    /// The possible states of each note by id: the last acknowledged state, and those requested since.
    typealias Notes = [Int: Set<State>]

    private struct Entry {
        let position: Int
        let id: Int
        let state: State
        let outcome: Outcome
    }

    private enum Outcome {
        case acknowledged
        case requested
        case refused
    }

    private let entries = Locked<[Entry]>([])
    private let acknowledgments = Atomic(0)
    private let titles = Atomic(0)
    private let position: @Sendable () -> Int

    /// - Parameter position: returns the current length of a log. Each entry of the ledger stores it, so that tests can
    ///   relate the entries to the log.
    init(position: @escaping @Sendable () -> Int = { 0 }) {
        self.position = position
    }

    var acknowledged: Int { acknowledgments.load(ordering: .relaxed) }

    /// Returns a title that no other note has.
    func newTitle(thread: Int) -> String { "\(thread)-\(titles.add(1, ordering: .relaxed).newValue)" }

    /// Records that the service acknowledged a state of a note.
    func acknowledge(_ id: Int, _ state: State) {
        add(id, state, .acknowledged)
        acknowledgments.add(1, ordering: .relaxed)
    }

    /// Records that a client requests a change. Until it is acknowledged, the note may be in the old or the new state.
    func request(_ id: Int, _ state: State) {
        add(id, state, .requested)
    }

    /// Records that the service refused a requested change, so that the note cannot have that state.
    func refuse(_ id: Int, _ state: State) {
        add(id, state, .refused)
    }

    /// Returns the possible states of all notes.
    ///
    /// - Parameter end: later entries than this position are ignored.
    func notes(until end: Int = .max) -> Notes {
        entries.withLock { entries in
            entries.reduce(into: [:]) { notes, entry in
                guard entry.position <= end else { return }
                switch entry.outcome {
                case .acknowledged: notes[entry.id] = [entry.state]
                case .requested: notes[entry.id, default: []].insert(entry.state)
                case .refused: notes[entry.id]?.remove(entry.state)
                }
            }
        }
    }

    /// The last acknowledged state of each note.
    var acknowledgedNotes: Notes {
        entries.withLock { entries in
            entries.reduce(into: [:]) { if $1.outcome == .acknowledged { $0[$1.id] = [$1.state] } }
        }
    }

    /// Takes the states found in the database as acknowledged.
    func settle(_ found: [Int: State]) {
        let known = notes()
        for id in Set(known.keys).union(found.keys) where known[id]?.count != 1 {
            add(id, found[id] ?? .deleted, .acknowledged)
        }
    }

    private func add(_ id: Int, _ state: State, _ outcome: Outcome) {
        let position = position()
        entries.withLock {
            $0.append(Entry(position: position, id: id, state: state, outcome: outcome))
        }
    }
}
