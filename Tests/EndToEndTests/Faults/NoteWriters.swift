import Locking
import Synchronization
import TestSupport

/// Clients that create, change and delete notes without pause, and record this in a ledger. Each client has its own
/// connection and its own notes.
final class NoteWriters: Sendable {
    private let ledger: Ledger
    private let isEnding = Atomic(false)
    private let threads = Locked<Threads?>(nil)
    /// Whether the service may refuse changes for a while, because its database server is away.
    private let mayRefuse: Bool
    private let refused = Locked<[ReceivedResponse]>([])
    private let unknown = Atomic(0)

    struct Refused: Error {
        let response: ReceivedResponse
    }

    /// Starts the clients. Each goes on until the service closes its connection.
    ///
    /// - Parameter first: the number of the first client. Clients of the same ledger need different numbers.
    init(_ count: Int, _ service: Service, _ ledger: Ledger, mayRefuse: Bool = false, numberedFrom first: Int = 0) {
        self.ledger = ledger
        self.mayRefuse = mayRefuse
        let threads = Threads(count) { [self] in try write(service, thread: first + $0) }
        self.threads.withLock { $0 = threads }
    }

    /// The responses with status 503.
    var refusals: [ReceivedResponse] { refused.withLock { $0 } }

    /// How many notes may exist because the service does not know whether it has created them.
    var unknownCreations: Int { unknown.load(ordering: .relaxed) }

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
                if let id = try create(connection, ledger.newTitle(thread: thread)) { ids.append(id) }
                guard let id = ids.randomElement() else { continue }
                try change(connection, id, .title(ledger.newTitle(thread: thread)))
                guard count.isMultiple(of: 3) else { continue }
                ids.removeAll { $0 == id }
                try change(connection, id, .deleted)
            }
        } catch UnixSocket.Failure.closed {}
    }

    /// Returns the id of the new note; nil if the service refused to create it.
    private func create(_ connection: FastCGIConnection, _ title: String) throws -> Int? {
        let response = try connection.send(FastCGIRequest("POST", "/api/notes", json: Self.json(title)))
        if response.status != 201 {
            if try isUnknown(response) { unknown.add(1, ordering: .relaxed) }
            return nil
        }
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
        if response.status == 200 {
            ledger.acknowledge(id, state)
        } else if try !isUnknown(response) {
            ledger.refuse(id, state)
        }
    }

    /// Records that a change was refused.
    ///
    /// - Returns: whether the service does not know if it has saved the change.
    /// - Throws: `Refused` if the service may not refuse the change like that.
    private func isUnknown(_ response: ReceivedResponse) throws -> Bool {
        guard mayRefuse, response.status == 503, response["Retry-After"] != nil else {
            throw Refused(response: response)
        }
        refused.withLock { $0.append(response) }
        return response.text.contains("may have been saved")
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
