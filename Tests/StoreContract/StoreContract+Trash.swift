import Notes
import Testing

extension StoreContract {
    /// Deleted notes: reading them, bringing them back, and deleting them for good.
    static let trash = [
        StoreCheck("a deleted note is in the trash") { store in
            let note = try store.create("title", "content", isPinned: true)
            try store.create("other")
            #expect(try store.delete(note.id) == note)
            #expect(throws: NotesError.notFound) { try store.note(note.id) }
            #expect(try store.titles() == ["other"] && store.search("content").count == 1)
            let page = try store.trash(NoteQuery())
            #expect(page.total == 1 && page.revisions.map(\.note) == [note])
            #expect(page.revisions.allSatisfy { $0.isDeletion && $0.endedAt != nil })
            #expect(try store.history(of: note.id, offset: 0, size: 10).revisions.map(\.note.title) == ["title"])
        },
        StoreCheck("the trash has pages, the last deletion first") { store in
            for number in 1...25 { try store.create("\(number)", "text \(number)") }
            for id in 1...25 { try store.delete(Int64(id)) }
            var titles: [String] = []
            for number in 1...3 {
                let page = try store.trash(NoteQuery(number: number, size: 10, contentLength: 4))
                #expect(page.total == 25)
                #expect(page.revisions.allSatisfy { $0.note.content == "text" })
                titles += page.revisions.map(\.note.title)
            }
            #expect(titles == (1...25).reversed().map(String.init))
            #expect(try store.trash(NoteQuery(number: 4, size: 10)).revisions.isEmpty)
        },
        StoreCheck("the trash is searched by title") { store in
            try store.create("GRÖSSE", "x")
            try store.create("x", "größe")
            try store.create("größer, not deleted")
            for id in [1, 2] { try store.delete(Int64(id)) }
            let page = try store.trash(NoteQuery(text: "grösse"))
            #expect(page.total == 1 && page.revisions.map(\.note.title) == ["GRÖSSE"])
            #expect(try store.trash(NoteQuery(text: "missing")).total == 0)
        },
        StoreCheck("a page of the trash has at most the text that the query allows") { store throws in
            for number in 1...3 { try store.create("t\(number)", String(repeating: "x", count: 98)) }
            for id in 1...3 { try store.delete(Int64(id)) }
            var query = NoteQuery()
            query.maximumBytes = 200
            #expect(throws: NotesError.tooLarge) { try store.trash(query) }
            query.isCutToFit = true
            #expect(try store.trash(query).revisions.map(\.note.title) == ["t3", "t2"])
        },
        StoreCheck("a deleted note can be brought back") { store in
            let note = try store.create("title", "content", isPinned: true)
            try store.delete(note.id)
            let restored = try store.restore(note.id)
            #expect(restored.id == note.id && restored.createdAt == note.createdAt)
            #expect(restored.title == "title" && restored.content == "content" && restored.isPinned)
            #expect(try store.note(note.id) == restored)
            #expect(try store.search("content") == ["title"])
            #expect(try store.trash(NoteQuery()).total == 0)
            let history = try store.history(of: note.id, offset: 0, size: 10).revisions
            #expect(history.map(\.isDeletion) == [false, true])
            #expect(throws: NotesError.notFound) { try store.restore(note.id) }
        },
        StoreCheck("a deleted note can be brought back in an older version") { store in
            let first = try store.create("1")
            let second = try store.update(first.id, title: "2")
            try store.delete(first.id)
            #expect(throws: NotesError.notFound) { try store.restore(first.id, to: NoteVersion(nil)) }
            let restored = try store.restore(first.id, to: first.version)
            #expect(restored.title == "1")
            #expect(try store.restore(first.id, to: second.version).title == "2")
            #expect(try store.history(of: first.id, offset: 0, size: 10).total == 4)
        },
        StoreCheck("a conditional restoration of a deleted note compares with its last version") { store in
            let first = try store.create("1")
            let second = try store.update(first.id, title: "2")
            try store.delete(first.id)
            for state in [
                NoteState(version: first.version, isDeleted: true),
                NoteState(version: second.version, isDeleted: false),
            ] {
                for version in [nil, first.version, second.version] {
                    #expect(throws: NotesError.changed(current: second)) {
                        try store.restore(first.id, to: version, by: nil) { $0 == state }
                    }
                }
            }
            #expect(try store.trash(NoteQuery()).revisions.map(\.note) == [second])
            let restored = try store.restore(first.id, to: first.version, by: nil) {
                $0 == NoteState(version: second.version, isDeleted: true)
            }
            #expect(restored.title == "1")
        },
        StoreCheck("a note that is deleted for good is gone, with its history") { store in
            let note = try store.create("title", "content")
            let last = try store.update(note.id, content: "other")
            try store.create("kept")
            try store.delete(note.id)
            #expect(throws: NotesError.notFound) { try store.purge(note.id, note.version) }
            try store.purge(note.id, last.version)
            #expect(throws: NotesError.notFound) { try store.revision(nil, of: note.id) }
            #expect(throws: NotesError.notFound) { try store.revision(note.version, of: note.id) }
            #expect(throws: NotesError.notFound) { try store.history(of: note.id, offset: 0, size: 10) }
            #expect(throws: NotesError.notFound) { try store.restore(note.id) }
            #expect(throws: NotesError.notFound) { try store.purge(note.id, nil) }
            #expect(try store.trash(NoteQuery()).total == 0)
            #expect(try store.titles() == ["kept"])
        },
        StoreCheck("a note is deleted for good only in a version that meets the condition") { store throws in
            let first = try store.create("1")
            let last = try store.update(first.id, title: "2")
            try store.delete(first.id)
            #expect(throws: NotesError.changed(current: last)) {
                try store.purge(first.id, nil) { $0 == first.version }
            }
            #expect(try store.trash(NoteQuery()).total == 1)
            try store.purge(first.id, nil) { $0 == last.version }
            #expect(try store.trash(NoteQuery()).total == 0)
        },
        StoreCheck("only a note in the trash can be deleted for good") { store throws in
            let note = try store.create("title")
            try store.update(note.id, title: "2")
            for version in [nil, note.version] {
                #expect(throws: NotesError.notFound) { try store.purge(note.id, version) }
            }
            #expect(throws: NotesError.notFound) { try store.purge(99, nil) }
            try store.delete(note.id)
            try store.restore(note.id)
            #expect(throws: NotesError.notFound) { try store.purge(note.id, nil) }
            #expect(try store.history(of: note.id, offset: 0, size: 10).total == 3)
        },
        StoreCheck("an id is not used again after its note was deleted for good") { store in
            for _ in 1...3 { try store.create("x") }
            for id in [3, 2] {
                try store.delete(Int64(id))
                try store.purge(Int64(id), nil)
            }
            #expect(try store.create("y").id == 4)
            try store.delete(4)
            #expect(try store.emptyTrash(upTo: store.trash(NoteQuery()).mark) == 1)
            #expect(try store.create("z").id == 5)
        },
        StoreCheck("emptying the trash spares the notes that were deleted later") { store in
            for number in 1...40 { try store.create("\(number)") }
            for id in 1...20 { try store.delete(Int64(id)) }
            let mark = try store.trash(NoteQuery(size: 1)).mark
            for id in 21...30 { try store.delete(Int64(id)) }
            // A note that was restored and deleted again counts as deleted later.
            try store.restore(1)
            try store.delete(1)
            try store.restore(2)
            #expect(try store.emptyTrash(upTo: mark) == 18)
            let left = try store.trash(NoteQuery(size: 100))
            #expect(left.revisions.map(\.note.title) == ["1"] + (21...30).reversed().map(String.init))
            #expect(try store.titles().count == 11)
            #expect(try store.emptyTrash(upTo: mark) == 0)
            #expect(try store.emptyTrash(upTo: left.mark) == 11)
            #expect(try store.trash(NoteQuery()).total == 0)
            #expect(try store.emptyTrash(upTo: 0) == 0)
        },
        StoreCheck("of two restorations at once, one brings the note back") { store in
            let id = try store.create("note").id
            for _ in 1...10 {
                try store.delete(id)
                let restored = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            do { return try store.restore(id).id == id ? 1 : 0 } catch NotesError.notFound { return 0 }
                        }
                    }
                    return try await group.reduce(0, +)
                }
                #expect(restored == 1)
                #expect(try store.titles() == ["note"])
            }
        },
    ]
}
