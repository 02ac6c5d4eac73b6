import HTTPTypes
import HTTPValues
import Notes

/// How the API and the export write a note as JSON. The extensions below read the fields of a note for the API.
extension JSONWriter {
    /// Writes the member `notes`: an array of the notes on a page.
    mutating func notes(_ query: NoteQuery, in store: any NoteStore) throws -> PageSummary {
        let isLarge = query.maximumBytes > LargePages.smallPageBytes
        if isLarge {
            // The page may be too large, and then it is better to know that before anything is written.
            var size = 0
            _ = try store.lend(query) { size += $0.textBytes }
            reserve(size + size / 8)
        }
        var summary = PageSummary(total: 0)
        try member("notes") { json in
            try json.array { json in
                summary = try store.lend(query) { note in
                    // The first note may exceed the limit of the query.
                    guard isLarge || note.textBytes <= query.maximumBytes else { throw NotesError.tooLarge }
                    json.element { $0.note(note) }
                }
            }
        }
        return summary
    }

    /// Writes a note as an object. The order of its members never changes.
    mutating func note(_ note: LentNote) {
        object { $0.members(of: note) }
    }

    mutating func note(_ note: Note) {
        note.lend { self.note($0) }
    }

    /// Writes the members of a note.
    mutating func members(of note: LentNote) {
        member("id", note.id)
        member("title", note.title)
        member("content", note.content)
        member("is_pinned", note.isPinned)
        member("created_at", note.createdAt)
        member("updated_at", note.updatedAt)
    }

    /// Writes the members that tell which page of a list this is, and how many there are.
    mutating func members(of paging: Paging, total: Int) {
        let pages = paging.pages(of: total)
        member("total", total)
        member("pages", pages)
        member("current_page", paging.number)
        member("has_next", paging.number < pages)
        member("has_prev", paging.number > 1)
    }
}

extension Response {
    /// Makes a response with a note as JSON, and the note's version as the entity tag.
    static func json(_ note: LentNote, status: HTTPResponse.Status = .ok, for call: Call) -> Response {
        var response = json(
            status: status, isEnveloped: call.request.wantsEnvelope, textBytes: note.textBytes
        ) { $0.note(note) }
        response.entityTag = note.version.entityTag
        response.item = Response.Item(id: note.id)
        return response
    }

    static func json(_ note: Note, status: HTTPResponse.Status = .ok, for call: Call) -> Response {
        var response = Response()
        note.lend { response = json($0, status: status, for: call) }
        return response
    }
}

extension Call {
    /// Reads the members of the JSON object in a request. Empty if the body is null.
    ///
    /// - Throws: `HTTPError`: unsupportedMediaType if Content-Type is not application/json, badRequest if the body is
    ///   not JSON or not an object.
    func jsonMembers() throws(HTTPError) -> [String: JSONReader.Value] {
        guard request.mediaType == "application/json" else {
            let type = request.fields.contentType.map { "is \($0.prefix(100))" } ?? "is missing"
            throw HTTPError.unsupportedMediaType.detailed("Content-Type \(type); send application/json")
        }
        var reader = JSONReader(body)
        do {
            return try reader.members() ?? [:]
        } catch {
            throw HTTPError.badRequest.detailed("\(error)")
        }
    }
}

extension NoteDraft {
    /// Reads the members title, content and is_pinned of the JSON object in a request. Other members are ignored.
    ///
    /// - Throws: as `Call.jsonMembers()`; `HTTPError.noData` if the body is null or an object without members.
    init(json call: Call) throws(HTTPError) {
        let members = try call.jsonMembers()
        guard !members.isEmpty else {
            throw HTTPError.noData.detailed("send an object with members such as title and content")
        }
        self.init(
            title: Self.text(members["title"]), content: Self.text(members["content"]),
            isPinned: Self.bool(members["is_pinned"]))
    }

    /// The members that a new note requires and the draft does not have.
    var missingMembers: [String] {
        [("title", title), ("content", content)].compactMap { name, entry in
            if case .absent = entry { name } else { nil }
        }
    }

    /// Reads a text. null counts as an empty text.
    private static func text(_ value: JSONReader.Value?) -> Entry<String> {
        switch value {
        case nil: .absent
        case .string(let text): .value(text)
        case .null: .value("")
        case .bool, .integer, .other: .wrongType
        }
    }

    private static func bool(_ value: JSONReader.Value?) -> Entry<Bool> {
        switch value {
        case nil: .absent
        case .bool(let bool): .value(bool)
        case .string, .null, .integer, .other: .wrongType
        }
    }
}
