public import Notes

/// Short forms for tests.
extension NoteStore {
    @discardableResult
    public func create(_ title: String, _ content: String = "content", isPinned: Bool = false) throws -> Note {
        try create(
            NoteDraft(title: .value(title), content: .value(content), isPinned: .value(isPinned)).validated(), by: nil,
            key: nil
        ).note
    }

    @discardableResult
    public func update(
        _ id: Int64, title: String? = nil, content: String? = nil, isPinned: Bool? = nil, by user: String? = nil,
        if condition: VersionCondition? = nil
    ) throws -> Note {
        func entry<Value>(_ value: Value?) -> NoteDraft.Entry<Value> { value.map { .value($0) } ?? .absent }
        let draft = NoteDraft(title: entry(title), content: entry(content), isPinned: entry(isPinned))
        return try update(id, draft.validatedChanges(), by: user, if: condition)
    }

    @discardableResult
    public func delete(_ id: Int64) throws -> Note {
        try delete(id, by: nil, if: nil)
    }

    @discardableResult
    public func restore(_ id: Int64, to version: NoteVersion? = nil) throws -> Note {
        try restore(id, to: version, by: nil, if: nil)
    }

    public func purge(_ id: Int64, _ version: NoteVersion?) throws {
        try purge(id, version, if: nil)
    }

    /// The titles of a page.
    public func titles(_ query: NoteQuery = NoteQuery(size: 100)) throws -> [String] {
        try page(query).notes.map(\.title)
    }

    /// The titles of the notes that contain a text, newest first.
    public func search(_ text: String) throws -> [String] {
        try titles(NoteQuery(text: text, size: 100))
    }
}
