import GRDB
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesSQLite

/// The number of the last change of the links to a title tells the cache whether it may still show them.
@Suite struct LinkChangesTests {
    private let test: TestStore
    private let other: OtherProgram
    private var store: any NoteStore { test.store }

    init() throws {
        test = try TestStore()
        other = try OtherProgram(test)
    }

    @Test func onlyWritesThatConcernATitleChangeItsNumber() throws {
        let target = try store.create("Target")
        let linking = try store.create("linking", "see [[target]]")
        try store.create("other", "see [[elsewhere]]")
        try test.waitUntilIndexed()
        func number() throws -> Int64 { try #require(store.lastLinkChange(to: "TARGET")) }
        let unrelated: [() throws -> Void] = [
            { try store.create("new", "#tag [[other]] [link](x)") },
            { try store.update(3, content: "[[nowhere]] target") },
            { try store.delete(3) }, { try store.restore(3) }, { try test.waitUntilIndexed() },
        ]
        for write in unrelated {
            let before = try number()
            try write()
            #expect(try number() == before)
        }
        let related: [() throws -> Void] = [
            { try store.create("tArGeT") }, { try store.create("x", "[[Target|shown]]") },
            { try store.update(linking.id, title: "renamed") }, { try store.update(linking.id, content: "none") },
            { try store.restore(linking.id, to: linking.version) }, { try store.delete(linking.id) },
            { try store.restore(linking.id) }, { try store.update(target.id, title: "gone") },
            { try store.delete(5) }, { try other.run("UPDATE note SET content = '[[target]]' WHERE id = 3") },
            // As the import that this process finishes.
            { _ = try test.store.commits.write { try $0.execute(sql: "UPDATE note SET content = 'x' WHERE id = 3") } },
        ]
        for write in related {
            let before = try number()
            try write()
            #expect(try number() != before)
        }
    }

    /// While the number stays the same, so do the notes that link to a note.
    @Test(arguments: 0..<5) func theSameNumberMeansTheSameLinks(_ seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let titles = ["A", "a", "Ä", "B", "C"]
        func text() -> String {
            "text"
                + (0..<Int.random(in: 0...2, using: &random)).map { _ in
                    "[[\(titles[Int.random(in: 0..<titles.count, using: &random)])]]"
                }
                .joined()
        }
        for title in titles { try store.create(title, text()) }
        var seen: [Int64: (number: Int64, linking: LinkingNotes)] = [:]
        var kept = 0
        for _ in 1...120 {
            let id = Int64.random(in: 1...9, using: &random)
            let title = titles[Int.random(in: 0..<titles.count, using: &random)]
            switch Int.random(in: 0..<10, using: &random) {
            case 0: try store.create(title, text())
            case 1, 2: _ = try? store.update(id, title: title)
            case 3, 4: _ = try? store.update(id, content: text())
            case 5: _ = try? store.update(id, title: title, content: text())
            case 6: _ = try? store.delete(id)
            case 7: _ = try? store.restore(id)
            case 8:
                let version = try? store.history(of: id, offset: 1, size: 1).revisions.first?.note.version
                if let version { _ = try? store.restore(id, to: version) }
            default: if Bool.random(using: &random) { try other.run("UPDATE note SET title = 'C' WHERE id = \(id)") }
            }
            if Int.random(in: 0..<12, using: &random) == 0 {
                // A search makes the store index what another program has written.
                _ = try store.search("text")
                try test.waitUntilIndexed()
            }
            for id in Int64(1)...9 {
                guard let note = try? store.note(id), let number = store.lastLinkChange(to: note.title) else {
                    seen[id] = nil
                    continue
                }
                let linking = try store.notes(linkingTo: note)
                if let last = seen[id], last.number == number {
                    #expect(linking == last.linking)
                    kept += 1
                }
                seen[id] = (number, linking)
            }
        }
        #expect(kept > 100)
    }
}
