import Notes
import Testing

extension StoreContract {
    /// Requests that are repeated with the same idempotency key.
    static let keys = [
        StoreCheck("a repeated request creates no second note") { store in
            let note = try create("title", key: "k", store)
            #expect(try create("title", key: "k", store) == note)
            #expect(try store.titles() == ["title"])
            #expect(try create("title", key: "other", store).id == note.id + 1)
        },
        StoreCheck("a key cannot be used for another content") { store in
            let note = try create("title", key: "k", store)
            #expect(throws: NotesError.keyReused(id: note.id, version: note.version)) {
                try create("other", key: "k", store)
            }
            #expect(try store.titles() == ["title"])
        },
        StoreCheck("each user has keys of its own") { store in
            let notes = try [nil, "anna", "ben"].map { try create("title", key: "k", by: $0, store) }
            #expect(Set(notes.map(\.id)).count == 3)
            #expect(try create("title", key: "k", by: "anna", store) == notes[1])
            #expect(try create("title", key: "k", store) == notes[0])
        },
        StoreCheck("a repeated request gets the note as it was created") { store in
            let note = try create("title", key: "k", store)
            try store.update(note.id, title: "changed")
            #expect(try create("title", key: "k", store) == note)
            try store.delete(note.id)
            #expect(try create("title", key: "k", store) == note)
            try store.restore(note.id)
            #expect(try create("title", key: "k", store) == note)
            #expect(try store.titles() == ["changed"])
        },
        StoreCheck("only a repeated request is called repeated") { store in
            let key = IdempotencyKey(text: "k", contentHash: "title")
            for user in ["anna", "ben"] {
                #expect(try !store.create(fields("title"), by: user, key: key).isRepeated)
                #expect(try store.create(fields("title"), by: user, key: key).isRepeated)
            }
            for _ in 1...2 { #expect(try !store.create(fields("title"), by: "anna", key: nil).isRepeated) }
            try store.delete(1)
            #expect(try store.create(fields("title"), by: "anna", key: key).isRepeated)
        },
        StoreCheck("the note of an earlier request is found by its key") { store throws in
            let key = IdempotencyKey(text: "k", contentHash: "title")
            #expect(try store.created(with: key, by: nil) == nil)
            let note = try create("title", key: "k", store)
            try store.update(note.id, title: "changed")
            #expect(try store.created(with: key, by: nil) == note)
            #expect(try store.created(with: key, by: "anna") == nil)
            #expect(throws: NotesError.keyReused(id: note.id, version: note.version)) {
                try store.created(with: IdempotencyKey(text: "k", contentHash: "other"), by: nil)
            }
        },
        StoreCheck("a repeated request does not bring back a note that was deleted for good") { store throws in
            let note = try create("title", key: "k", store)
            try store.delete(note.id)
            try store.purge(note.id, nil)
            #expect(throws: NotesError.gone) { try create("title", key: "k", store) }
            #expect(throws: NotesError.keyReused(id: note.id, version: note.version)) {
                try create("other", key: "k", store)
            }
            #expect(try store.page(NoteQuery()).total == 0)
        },
        StoreCheck("concurrent requests with one key create one note") { store in
            for round in 1...10 {
                let notes = try await withThrowingTaskGroup(of: Note.self) { group in
                    for _ in 0..<8 { group.addTask { try create("\(round)", key: "k\(round)", store) } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(notes.allSatisfy { $0 == notes[0] })
                #expect(try store.page(NoteQuery()).total == round)
            }
        },
    ]

    /// Creates a note. The title stands for the content of the request.
    private static func create(
        _ title: String, key: String, by user: String? = nil, _ store: any NoteStore
    ) throws -> Note {
        try store.create(fields(title), by: user, key: IdempotencyKey(text: key, contentHash: title)).note
    }
}
