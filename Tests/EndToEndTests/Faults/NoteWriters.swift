import Locking
import Synchronization
import TestSupport

/// Clients that create, change and delete notes without pause, and record this in a ledger. Each client has its own
/// connection and its own notes.
final class NoteWriters: Sendable {
    private let ledger: Ledger
    private let isEnding = Atomic(false)
    private let threads = Locked<Threads?>(nil)

    struct Refused: Error {
        let response: ReceivedResponse
    }

    /// Starts the clients. Each goes on until the service closes its connection.
    init(_ count: Int, _ service: Service, _ ledger: Ledger) {
        self.ledger = ledger
        let threads = Threads(count) { [self] in try write(service, thread: $0) }
        self.threads.withLock { $0 = threads }
    }

    /// Waits until the service has acknowledged `count` more changes.
    func wait(forMore count: Int) throws {
        let goal = ledger.acknowledged + count
        try waitUntil("\(count) more changes are acknowledged", within: 60) { ledger.acknowledged >= goal }
    }

    /// Ends each client after its next response.
    func end() throws {
        isEnding.store(true, ordering: .relaxed)
        try join()
    }

    /// Waits until all clients have ended.
    func join() throws {
        try threads.withLock { $0 }?.join(within: 60)
    }

    private func write(_ service: Service, thread: Int) throws {
        guard let connection = try? service.connect() else { return }
        do {
            var ids = ledger.notes().filter { $0.value.contains { $0.belongs(to: thread) } }.map(\.key)
            var count = 0
            while !isEnding.load(ordering: .relaxed) {
                count += 1
                ids.append(try create(connection, ledger.newTitle(thread: thread)))
                guard let id = ids.randomElement() else { continue }
                try change(connection, id, .title(ledger.newTitle(thread: thread)))
                guard count.isMultiple(of: 3) else { continue }
                ids.removeAll { $0 == id }
                try change(connection, id, .deleted)
            }
        } catch UnixSocket.Failure.closed {}
    }

    private func create(_ connection: FastCGIConnection, _ title: String) throws -> Int {
        let response = try connection.send(FastCGIRequest("POST", "/api/notes", json: Self.json(title)))
        guard response.status == 201 else { throw Refused(response: response) }
        let id = try response.note().id
        ledger.acknowledge(id, .title(title))
        return id
    }

    private func change(_ connection: FastCGIConnection, _ id: Int, _ state: Ledger.State) throws {
        let target = "/api/notes/\(id)"
        let request =
            switch state {
            case .title(let title): FastCGIRequest("PUT", target, json: Self.json(title))
            case .deleted: FastCGIRequest("DELETE", target)
            }
        ledger.request(id, state)
        let response = try connection.send(request)
        guard response.status == 200 else { throw Refused(response: response) }
        ledger.acknowledge(id, state)
    }

    /// The content for a title. If a note has another content, a change was made only in part.
    static func content(_ title: String) -> String { "\(title) and more" }

    private static func json(_ title: String) -> String {
        #"{"title":"\#(title)","content":"\#(content(title))"}"#
    }
}

extension Ledger.State {
    fileprivate func belongs(to thread: Int) -> Bool {
        if case .title(let title) = self { title.hasPrefix("\(thread)-") } else { false }
    }
}
