import Notes
import Testing

extension StoreContract {
    /// Creating, reading, changing and deleting notes.
    static let notes = [
        StoreCheck("a note is kept byte by byte") { store in
            let odd = "😀 שלום\tx\n\n\u{2028}'\"<script>\\ \u{1}\u{7F} e\u{301} % _ *"
            let before = Timestamp.now()
            let created = try store.create("T\(odd)", "C\(odd)", isPinned: true)
            #expect(created.id == 1)
            #expect(Array(created.content.utf8) == Array("C\(odd)".utf8))
            #expect(created.isPinned)
            #expect(created.createdAt == created.updatedAt)
            let createdAt = try #require(created.createdAt)
            #expect(createdAt >= before && createdAt <= .now())
            let read = try store.note(1)
            #expect(read == created)
            #expect(
                Array(read.title.utf8) == Array("T\(odd)".utf8) && Array(read.content.utf8) == Array("C\(odd)".utf8))
        },
        StoreCheck("an id without a note is not found") { store throws in
            for id in [0, 1, -1, Int64.max, Int64.min] {
                #expect(throws: NotesError.notFound) { try store.note(id) }
                #expect(throws: NotesError.notFound) { try store.update(id, title: "x") }
                #expect(throws: NotesError.notFound) { try store.delete(id) }
            }
            #expect(try store.page(NoteQuery()).total == 0)
        },
        StoreCheck("an update changes only the fields that it names") { store in
            let note = try store.create("title", "content")
            let pinned = try store.update(note.id, isPinned: true)
            #expect(pinned.title == "title" && pinned.content == "content" && pinned.isPinned)
            #expect(pinned.createdAt == note.createdAt)
            let (before, after) = (try #require(note.updatedAt), try #require(pinned.updatedAt))
            #expect(after > before)
            #expect(try store.note(note.id) == pinned)
            #expect(try store.update(note.id, content: "other").title == "title")
        },
        StoreCheck("an update that changes nothing keeps the time") { store in
            let note = try store.create("title", "content")
            #expect(try store.update(note.id, title: "title", content: "content", isPinned: false) == note)
            #expect(try store.note(note.id) == note)
        },
        StoreCheck("the id of a deleted note is never used again") { store in
            for _ in 1...3 { try store.create("x") }
            try store.delete(3)
            try store.delete(2)
            #expect(throws: NotesError.notFound) { try store.note(3) }
            #expect(try store.create("y").id == 4)
            #expect(try store.page(NoteQuery()).total == 2)
        },
    ]
}
