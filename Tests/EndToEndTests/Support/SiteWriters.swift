import Foundation
import Locking
import Synchronization
import TestSupport

/// Clients that create, change and delete notes through nginx, and record what was acknowledged. Each client has its own
/// notes. A response with status 503 means that the change may have been made or not.
final class SiteWriters: Sendable {
    /// The contents in which a note may be found; nil for a note that does not exist.
    private typealias Contents = Set<String?>

    /// The possible contents of each note, by title. No two notes have the same title.
    private let notes = Locked<[String: Contents]>([:])
    private let acknowledgments = Atomic(0)
    private let isEnding = Atomic(false)
    private let threads = Locked<Threads?>(nil)

    struct Unexpected: Error {
        let request: String
        let response: ReceivedResponse
    }

    /// Starts the clients. Each goes on until `end()`.
    init(_ count: Int, _ curl: Curl) {
        let threads = Threads(count) { [self] thread in
            var number = 0
            while !isEnding.load(ordering: .relaxed) {
                number += 1
                try write(curl, "\(thread)-\(number)")
            }
        }
        self.threads.withLock { $0 = threads }
    }

    /// Waits until `count` more changes are acknowledged.
    func wait(forMore count: Int) throws {
        let goal = acknowledgments.load(ordering: .relaxed) + count
        try waitUntil("\(count) more changes are acknowledged", within: 60) {
            acknowledgments.load(ordering: .relaxed) >= goal
        }
    }

    /// Ends each client after its next note.
    ///
    /// - Throws: `Unexpected` for a response that is neither a success nor a 503.
    func end() throws {
        isEnding.store(true, ordering: .relaxed)
        try threads.withLock { $0 }?.join(within: 60)
    }

    /// Compares the notes of a service with those that the clients know.
    ///
    /// - Returns: the first difference; nil: no difference.
    func problem(_ service: Service) throws -> String? {
        let found = try Dictionary(grouping: Self.allNotes(service), by: \.title)
        for (title, contents) in notes.withLock({ $0 }) {
            let records = found[title] ?? []
            if records.count > 1 { return "note \(title) was created \(records.count) times" }
            if !contents.contains(records.first?.content) {
                return "note \(title) is \(records.first?.content ?? "missing"), and should be one of \(contents)"
            }
        }
        return nil
    }

    /// Creates a note and changes it. Deletes every second note.
    private func write(_ curl: Curl, _ title: String) throws {
        let created = try send(curl, "POST", "/api/notes", title, content: "new")
        guard let id = try created?.note().id, var tag = created?["ETag"] else { return }
        for content in ["first change", "second change"] {
            guard let changed = try send(curl, "PUT", "/api/notes/\(id)", title, content: content, tag: tag)
            else { return }
            tag = changed["ETag"] ?? tag
        }
        guard id.isMultiple(of: 2) else { return }
        _ = try send(curl, "DELETE", "/api/notes/\(id)", title, content: nil, tag: tag)
    }

    /// Sends a change. A change that nginx repeats would get 412 or 404, because the tag is that of the state before.
    ///
    /// - Returns: nil for a response with status 503.
    private func send(
        _ curl: Curl, _ method: String, _ target: String, _ title: String, content: String?, tag: String? = nil
    ) throws -> ReceivedResponse? {
        notes.withLock { _ = $0[title, default: [nil]].insert(content) }
        var fields = ["Content-Type": "application/json"]
        fields["If-Match"] = tag
        let json = content.map { #"{"title":"\#(title)","content":"\#($0)"}"# }
        let response = try curl.send(method, target, fields: fields, body: json.map { Array($0.utf8) })
        if response.status == 503 { return nil }
        guard [200, 201].contains(response.status) else {
            throw Unexpected(request: "\(method) \(title)", response: response)
        }
        notes.withLock { $0[title] = [content] }
        acknowledgments.add(1, ordering: .relaxed)
        return response
    }

    /// Reads all notes of a service, page by page.
    private static func allNotes(_ service: Service) throws -> [NoteJSON] {
        struct Page: Decodable {
            let notes: [NoteJSON]
            let next: String?
        }
        var notes: [NoteJSON] = []
        var target = "/api/notes?sort=created&per_page=100"
        while true {
            let response = try service.send(FastCGIRequest("GET", target))
            let page = try JSONDecoder().decode(Page.self, from: Data(response.body))
            notes += page.notes
            guard let next = page.next else { return notes }
            target = "/api/notes?sort=created&per_page=100&cursor=\(next)"
        }
    }
}
