import Notes
import Testing

extension StoreContract {
    /// Many threads at once.
    static let writers = [
        StoreCheck("concurrent writers lose nothing") { store in
            let ids = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        try (0..<50).map { number in
                            let id = try store.create("writer \(writer) note \(number)").id
                            try store.update(id, content: "changed by \(writer)")
                            if number.isMultiple(of: 5) { try store.delete(id) }
                            return number.isMultiple(of: 5) ? 0 : id
                        }.filter { $0 != 0 }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(Set(ids).count == 8 * 40)
            #expect(try store.page(NoteQuery()).total == 8 * 40)
            #expect(try store.page(NoteQuery(text: "changed by 3")).total == 40)
        },
        StoreCheck("versions that are compared come from one state") { store in
            let id = try store.create("0").id
            async let writing: Void = {
                for number in 1...200 { try store.update(id, title: "\(number)") }
            }()
            for _ in 1...10_000 {
                let note = try store.note(id)
                let compared = try store.comparedRevision(note.version, of: id)
                #expect((compared.revision == compared.newest) == (compared.next == nil))
                #expect((compared.revision.endedAt == nil) == (compared.next == nil))
                if note.title == "200" { break }
            }
            try await writing
        },
    ]
}
