import Notes
import Testing

extension StoreContract {
    /// Versions, and writes that must replace one version only.
    static let versions = [
        StoreCheck("the version of a note grows with every change") { store in
            var last = try store.create("title")
            for number in 1...300 {
                let next = try store.update(last.id, content: "content \(number)")
                #expect(try #require(next.updatedAt) > #require(last.updatedAt))
                #expect(try store.note(last.id).version == next.version)
                last = next
            }
        },
        StoreCheck("every change of a note is its last change") { store in
            let note = try store.create("title")
            let changes: [() throws -> Void] = [
                { try store.update(note.id, content: "new") }, { try store.delete(note.id) },
                { try store.restore(note.id) }, { try store.restore(note.id, to: note.version) },
            ]
            for change in changes {
                // nil if the store cannot tell.
                let before = store.lastChange(of: note.id)
                try change()
                #expect(before == nil || store.lastChange(of: note.id) != before)
            }
        },
        StoreCheck("the version of a note grows when the note is deleted and restored") { store in
            let note = try store.create("title")
            let changed = try store.update(note.id, title: "changed")
            #expect(try store.delete(note.id) == changed)
            let restored = try store.restore(note.id)
            #expect(try #require(restored.updatedAt) > #require(changed.updatedAt))
            let turnedBack = try store.restore(note.id, to: note.version)
            #expect(try #require(turnedBack.updatedAt) > #require(restored.updatedAt))
            #expect(turnedBack.title == "title" && turnedBack.createdAt == note.createdAt)
        },
        StoreCheck("a conditional write replaces the version that it names") { store in
            let first = try store.create("first")
            let second = try store.update(first.id, title: "second") { $0 == first.version }
            #expect(second.title == "second")
            #expect(try store.delete(first.id, by: nil) { $0 == second.version } == second)
        },
        StoreCheck("a conditional write of another version changes nothing") { store in
            let first = try store.create("first")
            let second = try store.update(first.id, title: "second")
            let changed = NotesError.changed(current: second)
            #expect(throws: changed) { try store.update(first.id, title: "third") { $0 == first.version } }
            // An update without any change is refused as well.
            #expect(throws: changed) { try store.update(first.id, title: "second") { $0 == first.version } }
            #expect(throws: changed) { try store.delete(first.id, by: nil) { $0 == first.version } }
            #expect(throws: changed) {
                try store.restore(first.id, to: first.version, by: nil) { $0.version == first.version }
            }
            #expect(try store.note(first.id) == second)
            #expect(try store.history(of: first.id, offset: 0, size: 10).total == 2)
            #expect(try store.trash(NoteQuery()).total == 0)
        },
        StoreCheck("a conditional write of a note that does not exist finds no note") { store throws in
            let note = try store.create("note")
            try store.delete(note.id)
            for id: Int64 in [note.id, 99] {
                #expect(throws: NotesError.notFound) { try store.update(id, title: "x") { _ in true } }
                #expect(throws: NotesError.notFound) { try store.delete(id, by: nil) { _ in true } }
            }
        },
        StoreCheck("of many conditional writes of one version, one succeeds") { store in
            let id = try store.create("0").id
            for round in 1...20 {
                let version = try store.note(id).version
                let winners = try await withThrowingTaskGroup(of: Note?.self, returning: [Note].self) { group in
                    for writer in 0..<8 {
                        group.addTask { try winner(id, "\(round) by \(writer)", replacing: version, store) }
                    }
                    return try await group.compactMap { $0 }.reduce(into: []) { $0.append($1) }
                }
                #expect(winners.count == 1)
                #expect(try winners == [store.note(id)])
            }
            #expect(try store.history(of: id, offset: 0, size: 100).total == 21)
        },
    ]

    /// Changes the title of a note. Returns nil if the note no longer has the version.
    private static func winner(
        _ id: Int64, _ title: String, replacing version: NoteVersion, _ store: any NoteStore
    ) throws -> Note? {
        do {
            return try store.update(id, title: title) { $0 == version }
        } catch NotesError.changed(let current) {
            #expect(current.version != version)
            return nil
        }
    }
}
