import Locking
import Synchronization
import TestSupport

/// What clients know of their notes: what was acknowledged, and what was asked for without an answer.
final class Ledger: Sendable {
    /// A note as it may be found.
    enum State: Hashable {
        case title(String)
        case deleted
    }

    /// Of each note that a client knows of, how it may be found: as it was acknowledged last, or asked for since.
    typealias Notes = [Int: Set<State>]

    private struct Entry {
        let position: Int
        let id: Int
        let state: State
        let isAcknowledged: Bool
    }

    private let entries = Locked<[Entry]>([])
    private let acknowledgments = Atomic(0)
    private let titles = Atomic(0)
    private let position: @Sendable () -> Int

    /// - Parameter position: how far something else has come that is read beside this.
    init(position: @escaping @Sendable () -> Int = { 0 }) {
        self.position = position
    }

    var acknowledged: Int { acknowledgments.load(ordering: .relaxed) }

    /// A title that no other note has.
    func newTitle(thread: Int) -> String { "\(thread)-\(titles.add(1, ordering: .relaxed).newValue)" }

    /// An answer came: this is how the note is now.
    func acknowledge(_ id: Int, _ state: State) {
        add(id, state, isAcknowledged: true)
        acknowledgments.add(1, ordering: .relaxed)
    }

    /// A change is asked for; until it is acknowledged, it may or may not have been done.
    func ask(_ id: Int, _ state: State) {
        add(id, state, isAcknowledged: false)
    }

    /// - Parameter end: only what came no later than this position.
    func notes(until end: Int = .max) -> Notes {
        entries.withLock { entries in
            entries.reduce(into: [:]) { notes, entry in
                guard entry.position <= end else { return }
                if entry.isAcknowledged { notes[entry.id] = [] }
                notes[entry.id, default: []].insert(entry.state)
            }
        }
    }

    /// Each note as it was acknowledged last.
    var acknowledgedNotes: Notes {
        entries.withLock { entries in
            entries.reduce(into: [:]) { if $1.isAcknowledged { $0[$1.id] = [$1.state] } }
        }
    }

    /// What was found is what is known from now on.
    func settle(_ found: [Int: State]) {
        let known = notes()
        for id in Set(known.keys).union(found.keys) where known[id]?.count != 1 {
            add(id, found[id] ?? .deleted, isAcknowledged: true)
        }
    }

    private func add(_ id: Int, _ state: State, isAcknowledged: Bool) {
        let position = position()
        entries.withLock {
            $0.append(Entry(position: position, id: id, state: state, isAcknowledged: isAcknowledged))
        }
    }
}
