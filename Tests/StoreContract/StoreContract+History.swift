public import Notes
import Testing

extension StoreContract {
    /// The earlier versions of notes.
    static let history = [
        StoreCheck("every version of a note can be read") { store in
            var versions = [try store.create("1", "content 1")]
            for number in 2...5 {
                versions.append(try store.update(versions[0].id, title: "\(number)", content: "content \(number)"))
            }
            for (index, note) in versions.enumerated() {
                let revision = try store.revision(note.version, of: note.id)
                #expect(revision.note == note)
                #expect(!revision.isDeletion)
                #expect((revision.endedAt == nil) == (index == 4))
                let compared = try store.comparedRevision(note.version, of: note.id)
                #expect(compared.revision == revision)
                #expect(compared.next?.note == (index < 4 ? versions[index + 1] : nil))
                #expect(compared.newest?.note == versions[4])
            }
            #expect(try store.revision(nil, of: versions[0].id).note == versions[4])
        },
        StoreCheck("a version that does not exist is not found") { store throws in
            let note = try store.create("note")
            #expect(throws: NotesError.notFound) { try store.revision(NoteVersion(nil), of: note.id) }
            #expect(throws: NotesError.notFound) { try store.comparedRevision(NoteVersion(nil), of: note.id) }
            #expect(throws: NotesError.notFound) { try store.comparedRevision(note.version, of: 99) }
            #expect(throws: NotesError.notFound) { try store.revision(nil, of: 99) }
            #expect(throws: NotesError.notFound) { try store.history(of: 99, offset: 0, size: 10) }
        },
        StoreCheck("a history tells the changes of each version") { store in
            let id = try store.create("1", "text").id
            try store.update(id, content: "other")
            try store.update(id, title: "2", isPinned: true)
            try store.delete(id)
            try store.restore(id)
            let changes = try (0..<4).map { try store.history(of: id, offset: $0, size: 1).revisions[0].changes }
            #expect(changes == [[], [.title, .isPinned], [.content], nil])
        },
        StoreCheck("a history has pages, the newest version first") { store in
            let id = try store.create("1", "long text").id
            for number in 2...25 { try store.update(id, title: "\(number)") }
            var titles: [String] = []
            for offset in stride(from: 0, to: 30, by: 10) {
                let page = try store.history(of: id, offset: offset, size: 10)
                #expect(page.total == 25)
                #expect(page.revisions.allSatisfy { $0.note.content.isEmpty && $0.note.id == id })
                #expect(page.newest.note.title == "25" && page.newest.note.content.isEmpty)
                titles += page.revisions.map(\.note.title)
            }
            #expect(titles == (1...25).reversed().map(String.init))
            let page = try store.history(of: id, offset: .max, size: 10)
            #expect(page.revisions.isEmpty && page.total == 25 && page.newest.note.title == "25")
        },
        StoreCheck("each version ends when the next one begins") { store in
            let id = try store.create("1").id
            try store.update(id, title: "2")
            try store.update(id, title: "3")
            let revisions = try store.history(of: id, offset: 0, size: 10).revisions
            #expect(revisions[0].endedAt == nil)
            for (newer, older) in zip(revisions, revisions.dropFirst()) {
                // The two times may come from two clocks, one of which counts milliseconds.
                let gap = try #require(newer.note.updatedAt).microseconds - #require(older.endedAt).microseconds
                #expect(abs(gap) < 2_000_000)
            }
        },
        StoreCheck("an update that changes nothing makes no version") { store in
            let note = try store.create("title", "content")
            try store.update(note.id, title: "title", content: "content", isPinned: false, by: "anna")
            #expect(try store.history(of: note.id, offset: 0, size: 10).total == 1)
            #expect(try store.restore(note.id, to: note.version) == note)
            #expect(try store.history(of: note.id, offset: 0, size: 10).total == 1)
        },
        StoreCheck("a note can be turned back to any version") { store in
            let first = try store.create("1", "one", isPinned: true)
            let second = try store.update(first.id, title: "2", content: "two", isPinned: false)
            let restored = try store.restore(first.id, to: first.version)
            #expect(restored.title == "1" && restored.content == "one" && restored.isPinned)
            #expect(restored.id == first.id && restored.createdAt == first.createdAt)
            #expect(try store.note(first.id) == restored)
            #expect(try store.search("two").isEmpty)
            #expect(try store.revision(second.version, of: first.id).note == second)
            #expect(
                try store.history(of: first.id, offset: 0, size: 10).revisions.map(\.note.title) == ["1", "2", "1"])
            let again = try store.restore(first.id, to: second.version, by: nil) {
                $0 == NoteState(version: restored.version, isDeleted: false)
            }
            #expect(again.title == "2")
        },
        StoreCheck("a version tells who made it") { store in
            let note = try store.create(fields("1"), by: "anna", key: nil).note
            try store.update(note.id, title: "2", by: "ben")
            try store.update(note.id, title: "3")
            #expect(try users(of: note.id, store) == [nil, "ben", "anna"])
            _ = try store.restore(note.id, to: note.version, by: "carl", if: nil)
            #expect(try users(of: note.id, store) == ["carl", nil, "ben", "anna"])
            #expect(try store.revision(nil, of: note.id).user == "carl")
            #expect(try store.revision(note.version, of: note.id).user == "anna")
        },
        StoreCheck("a deletion tells who deleted the note") { store in
            let note = try store.create(fields("1"), by: "anna", key: nil).note
            _ = try store.delete(note.id, by: "ben", if: nil)
            let deleted = try store.revision(nil, of: note.id)
            #expect(deleted.isDeletion && deleted.user == "anna" && deleted.deletedBy == "ben")
            #expect(deleted.endedAt != nil && deleted.note == note)
            #expect(try store.trash(NoteQuery()).revisions == [deleted])
            let compared = try store.comparedRevision(note.version, of: note.id)
            #expect(compared.revision == deleted && compared.next == nil && compared.newest == deleted)
            _ = try store.restore(note.id, to: nil, by: "carl", if: nil)
            try store.delete(note.id)
            #expect(try users(of: note.id, store) == ["carl", "anna"])
            #expect(try store.revision(nil, of: note.id).deletedBy == nil)
        },
    ]

    /// The fields of a new note.
    public static func fields(_ title: String, _ content: String = "content") throws -> NoteFields {
        try NoteDraft(title: .value(title), content: .value(content)).validated()
    }

    private static func users(of id: Int64, _ store: any NoteStore) throws -> [String?] {
        try store.history(of: id, offset: 0, size: 100).revisions.map(\.user)
    }
}
