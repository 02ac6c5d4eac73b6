import Foundation
import Locking
import TestSupport

/// Changes through the API, with and without If-Match.
extension InvariantClient {
    private struct Members: Encodable {
        var title: String?
        var content: String?
        var is_pinned: Bool?
    }

    private struct History: Decodable {
        struct Version: Decodable {
            let version: String
        }
        let versions: [Version]
    }

    private struct Conflict: Decodable {
        let note: NoteJSON
    }

    func create() throws {
        guard chance(2) else { return try createInForm() }
        let (state, word) = newState()
        // Without a key, a creation whose response is lost is not repeated.
        guard !chance(3) else { return try create(word, nil, state) }
        lost = .creation(word: word, key: "key-\(word)", state)
        try create(word, "key-\(word)", state)
        lost = nil
    }

    func create(_ word: String, _ key: String?, _ state: NoteState) throws {
        func send() throws -> ReceivedResponse {
            try self.send(.init(word: word, noteID: nil, base: nil, typed: nil)) {
                try self.send(
                    "POST", "/api/notes", json: json(state), fields: key.map { ["HTTP_IDEMPOTENCY_KEY": $0] } ?? [:])
            }
        }
        let response = try send()
        guard let note = try see(response, status: 201), note.state == state else {
            return record.report("POST of \(state) got \(response.status) \(response.text)")
        }
        record.entries.withLock {
            $0.seen.append(.init(noteID: note.id, version: note.version, state: state))
            if !$0.notes.contains(note.id) { $0.notes.append(note.id) }
        }
        guard key != nil && chance(2) else { return }
        let again = try send()
        if again.status != 201 || again.body != response.body || again["ETag"] != response["ETag"] {
            record.report("POST with the same key got \(response.text), then \(again.status) \(again.text)")
        }
    }

    func editWithAPI(_ canWait: Bool) throws {
        let id = pickNote()
        // An old state leads to a stale If-Match, or to a blind write.
        guard let note = chance(6) ? seen.randomElement(using: &random) : try read(id) else { return }
        if chance(2) { seen = seen.suffix(5) + [note] }
        try wait(canWait)
        var state = note.state
        let word = edit(&state)
        // Other programs store CR LF. The API removes empty lines at the end.
        if chance(8) { state.content = state.lines.filter { !$0.isEmpty }.joined(separator: "\r\n") }
        let members = Members(
            title: state.title == note.state.title ? nil : state.title,
            content: state.content == note.state.content ? nil : state.content,
            is_pinned: state.isPinned == note.state.isPinned ? nil : state.isPinned)
        let (base, fields) = condition(note.version)
        let response = try send(.init(word: word, noteID: note.id, base: base, typed: nil)) {
            try send("PUT", "/api/notes/\(note.id)", json: JSONEncoder().encode(members), fields: fields)
        }
        guard let changed = try see(response, status: 200) else { return }
        let found = changed.state
        if members.title ?? found.title != found.title || members.content ?? found.content != found.content {
            record.report("PUT of \(members) got \(response.text)")
        }
        record.entries.withLock {
            $0.seen.append(.init(noteID: note.id, version: changed.version, state: found, base: base))
        }
    }

    func deleteWithAPI() throws {
        guard let note = chance(3) ? seen.randomElement(using: &random) : try read(pickNote()) else { return }
        let (base, fields) = condition(note.version)
        let number = record.begin(InvariantRecord.Deletion(noteID: note.id, base: base))
        let response = try send("DELETE", "/api/notes/\(note.id)", fields: fields)
        record.end(deletion: number, try outcome(of: response, "DELETE"))
    }

    /// Turns a note back into one of its last versions, or brings it back.
    func restoreWithAPI() throws {
        let id = pickNote()
        guard let origin = try pickVersion(id) else { return }
        let (base, fields) = condition(
            chance(3) ? seen.randomElement(using: &random)?.version ?? origin : record.newest(id))
        try restore(id, origin, base, fields)
    }

    func restore(_ id: Int, _ origin: String?, _ base: String?, _ fields: [String: String]) throws {
        record.beginRestoration()
        let json = try JSONEncoder().encode(origin.map { ["version": $0] } ?? [:])
        let response = try send("POST", "/api/notes/\(id)/restore", json: json, fields: fields)
        // Without a version, the note may not be deleted any more.
        if response.status == 400 && origin == nil { return }
        _ = try outcome(of: response, "restore")
        guard let note = try see(response, status: 200) else { return }
        record.entries.withLock {
            $0.seen.append(.init(noteID: note.id, version: note.version, state: note.state, base: base, origin: origin))
        }
    }

    /// Returns one of the last versions of a note.
    func pickVersion(_ id: Int) throws -> String? {
        let response = try send("GET", "/api/notes/\(id)/history?per_page=10")
        guard response.status == 200 else { throw Unexpected(request: "history", response: response) }
        return try JSONDecoder().decode(History.self, from: Data(response.body)).versions
            .randomElement(using: &random)?.version
    }

    /// Reads a note. If it is deleted, brings it back most of the time.
    private func read(_ id: Int) throws -> SeenNote? {
        let earlier = record.newest(id)
        let response = try send("GET", "/api/notes/\(id)")
        if response.status == 404 {
            if !chance(3) { try restore(id, nil, nil, [:]) }
            return nil
        }
        guard let note = try see(response, status: 200, after: earlier) else {
            throw Unexpected(request: "GET", response: response)
        }
        return note
    }

    /// Reads the note in a response, also in a response with status 412.
    ///
    /// - Returns: nil if the response has another status.
    private func see(_ response: ReceivedResponse, status: Int, after earlier: String = "") throws -> SeenNote? {
        guard [status, 412].contains(response.status) else { return nil }
        let json =
            response.status == 412
            ? try JSONDecoder().decode(Conflict.self, from: Data(response.body)).note : try response.note()
        guard let tag = response["ETag"], response.text.contains("\"updated_at\":\(tag)") else {
            throw Unexpected(request: "a note with its tag", response: response)
        }
        let note = SeenNote(id: json.id, version: tag.replacing("\"", with: ""), state: NoteState(json))
        record.see(note.id, note.version, after: earlier)
        if response.status == 412 { seen = seen.suffix(5) + [note] }
        return response.status == status ? note : nil
    }

    /// Returns a random condition.
    ///
    /// - Returns: the version that the condition names, and the field If-Match.
    private func condition(_ version: String) -> (base: String?, fields: [String: String]) {
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: (version, ["HTTP_IF_MATCH": "\"\(version)\""])
        // nginx makes the tag of a compressed response weak.
        case 2, 3: (version, ["HTTP_IF_MATCH": "W/\"\(version)\""])
        case 4: (nil, ["HTTP_IF_MATCH": "*"])
        default: (nil, [:])
        }
    }

    /// Returns the same bytes for the same note, so that a repeated request with a key has the same body.
    private func json(_ state: NoteState) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(Members(title: state.title, content: state.content, is_pinned: state.isPinned))
    }
}
