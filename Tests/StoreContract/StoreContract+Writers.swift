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
        }
    ]
}
