import GRDB
import Synchronization
import TestSupport

/// What clients know of their notes: what was acknowledged, and what was asked for without an answer.
final class Ledger: Sendable {
    /// A note as it may be found.
    enum State: Hashable {
        case title(String)
        case deleted
    }

    private let possible = Locked<[Int: Set<State>]>([:])
    private let acknowledgments = Atomic(0)
    private let isPaused = Atomic(false)

    var acknowledged: Int { acknowledgments.load(ordering: .relaxed) }

    /// An answer came: this is how the note is now.
    func acknowledge(_ id: Int, _ state: State) {
        possible.withLock { $0[id] = [state] }
        acknowledgments.add(1, ordering: .relaxed)
    }

    /// A change is asked for; until it is acknowledged, it may or may not have been done.
    func ask(_ id: Int, _ state: State) {
        possible.withLock { _ = $0[id, default: []].insert(state) }
    }

    /// A copy of it as it is now.
    func snapshot() -> [Int: Set<State>] { possible.withLock { $0 } }

    /// Lets every writer end once it has all its answers.
    func pause() { isPaused.store(true, ordering: .relaxed) }

    func goOn() { isPaused.store(false, ordering: .relaxed) }

    /// Creates, changes and deletes notes of its own over one connection, until that ends or the ledger is paused.
    func write(_ service: Service, thread: Int) throws {
        guard let connection = try? service.connect() else { return }
        var number = 0
        func send(_ method: String, _ target: String, _ title: String? = nil) throws -> Answer {
            let json = title.map { #"{"title":"\#($0)","content":"\#($0) and more"}"# } ?? ""
            return try connection.answer(to: FastCGIRequest(method, target, json: json))
        }
        do {
            while !isPaused.load(ordering: .relaxed) {
                number += 1
                let title = "\(thread)-\(number)"
                let created = try send("POST", "/api/notes", title)
                guard created.status == 201 else { throw Unexpected(answer: created) }
                let id = try created.note().id
                acknowledge(id, .title(title))

                let (target, state) = ("/api/notes/\(id)", State.title("\(title) changed"))
                ask(id, state)
                guard try send("PUT", target, "\(title) changed").status == 200 else {
                    throw Unexpected(answer: created)
                }
                acknowledge(id, state)

                guard number.isMultiple(of: 3) else { continue }
                ask(id, .deleted)
                guard try send("DELETE", target).status == 200 else { throw Unexpected(answer: created) }
                acknowledge(id, .deleted)
            }
        } catch let error as UnixSocket.Failure {
            if case .timedOut = error { throw error }
        }
    }

    struct Unexpected: Error {
        let answer: Answer
    }

    /// What a database lacks of what was acknowledged; nil if it is whole and has all of it.
    static func problem(_ path: String, _ expected: [Int: Set<State>]) throws -> String? {
        let database = try DatabaseQueue(path: path)
        defer { try? database.close() }
        return try database.read { db in
            let check = try String.fetchOne(db, sql: "PRAGMA integrity_check") ?? "nothing"
            guard check == "ok" else { return "integrity_check: \(check)" }
            let rows = try Row.fetchAll(db, sql: "SELECT id, title, content FROM note")
            let found = Dictionary(uniqueKeysWithValues: rows.map { ($0["id"] as Int, $0) })
            for (id, states) in expected {
                let state = found[id].map { State.title($0["title"]) } ?? .deleted
                guard states.contains(state) else { return "note \(id) is \(state), and should be \(states)" }
                if let row = found[id], row["content"] != "\(row["title"] as String) and more" {
                    return "note \(id) is half changed"
                }
            }
            guard try Int.fetchOne(db, sql: "SELECT total FROM note_total") == rows.count else { return "wrong total" }
            return nil
        }
    }
}
