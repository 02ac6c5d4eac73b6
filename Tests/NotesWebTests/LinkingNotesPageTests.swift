import HTTPValues
import Notes
import StoreContract
import TestSupport
import Testing

/// The page of a note keeps the notes that link to it. It must show the same as a service that has just started.
@Suite struct LinkingNotesPageTests {
    @Test(arguments: 0..<3) func aPageShowsTheNotesThatLinkToItNow(_ seed: UInt64) throws {
        let app = try TestApp()
        let store = app.store
        var random = SplitMix64(state: seed)
        let titles = ["A", "a", "B", "C"]
        func title() -> String { titles[Int.random(in: 0..<titles.count, using: &random)] }
        for _ in 1...5 { try store.create(title(), "[[\(title())]]") }
        for _ in 1...25 {
            let id = Int64.random(in: 1...7, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0: try store.create(title(), "[[\(title())]]")
            case 1: _ = try? store.update(id, title: title())
            case 2: _ = try? store.update(id, content: "[[\(title())]] [[\(title())]]")
            case 3: _ = try? store.update(id, content: "none")
            case 4: _ = try? store.update(id, isPinned: Bool.random(using: &random))
            case 5: _ = try? store.delete(id)
            default: _ = try? store.restore(id)
            }
            let fresh = try TestApp(store: store)
            for id in 1...7 {
                let expected = fresh.get("/notes/\(id)")
                // The cache keeps what is requested more than once.
                for _ in 1...3 { #expect(app.get("/notes/\(id)").body == expected.body) }
            }
        }
        #expect(try app.cacheMetric("hits_total") > 60)
    }
}
