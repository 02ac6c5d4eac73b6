import GRDB
import HTTPTypes
import HTTPValues
import Locking
import Notes
import NotesSQLite
import StoreContract
import TestSupport
import Testing

@testable import NotesWeb

/// Cached responses are never stale and never personal, and their memory is bounded.
@Suite struct ResponseCacheTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    private let targets = [
        "/api/notes", "/api/notes/1", "/api/notes/1?envelope=1", "/api/notes/search?q=text", "/notes", "/notes/1",
        "/notes/1.md", "/notes?q=text",
    ]

    @Test func everyReadSeesTheWriteBeforeIt() throws {
        try app.create("start", "text 0")
        for number in 1...100 {
            try app.store.update(1, content: "text \(number).")
            for target in targets {
                for _ in 1...3 { #expect(shows("text \(number).", target), "\(target)") }
            }
        }
    }

    /// Whether a response contains a text, which may have marks.
    private func shows(_ text: String, _ target: String) -> Bool {
        app.get(target).text.replacing(/<.?mark>/, with: "").contains(text)
    }

    @Test func everyReadSeesTheWriteOfAnotherProgram() throws {
        try app.create("start", "text 0")
        let other = try app.otherProgram()
        for number in 1...100 {
            try other.write { try $0.execute(sql: "UPDATE note SET content = ?", arguments: ["text \(number)."]) }
            for target in targets {
                for _ in 1...3 { #expect(shows("text \(number).", target), "\(target)") }
            }
        }
    }

    /// Several threads read while two stores write. A read that begins after a write was acknowledged sees that write or a later one.
    @Test(arguments: ["/api/notes/1", "/notes/1", "/notes/1.md", "/api/notes"]) func noReaderSeesAnOldState(
        _ target: String
    )
        async throws
    {
        try app.create("start", "text 0.")
        let app = app
        let lastAcknowledged = Locked(0)
        let second = try SQLiteNoteStore(path: app.path)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<400 {
                        let before = lastAcknowledged.withLock { $0 }
                        let text = app.get(target).text
                        let seen = text.firstMatch(of: /text (\d+)\./).flatMap { Int($0.1) } ?? -1
                        #expect(seen >= before)
                    }
                }
            }
            group.addTask {
                for number in 1...200 {
                    let store: any NoteStore = number.isMultiple(of: 2) ? second : app.store
                    #expect((try? store.update(1, content: "text \(number).")) != nil)
                    lastAcknowledged.withLock { $0 = number }
                }
            }
        }
    }

    /// A note in the API, and its text, depend on no other note. The page of a note does, but not for these writes.
    @Test(arguments: [
        "/api/notes/1", "/api/notes/1?envelope=1", "/notes/1.md", "/notes/1.md?download", "/notes/1", "/notes/1?page=2",
    ])
    func aNoteStaysCachedWhileOthersChange(_ target: String) throws {
        for title in ["one", "two"] { try app.create(title) }
        let writes: [() throws -> Void] = [
            { try app.store.update(2, content: "new") }, { try app.store.delete(2) }, { try app.create("three") },
        ]
        let before = app.get(target)
        // A response is not kept if the indexer commits at the same time.
        try waitUntil("the response is cached") {
            _ = app.get(target)
            return try app.cacheMetric("hits_total") > 0
        }
        let hits = try app.cacheMetric("hits_total")
        for (index, write) in writes.enumerated() {
            try write()
            #expect(app.get(target).text == before.text)
            #expect(try app.cacheMetric("hits_total") == hits + index + 1)
        }
        try app.store.update(1, content: "changed")
        #expect(app.get(target).text.contains("changed"))
        try app.store.delete(1)
        #expect(app.get(target).status == .notFound)
    }

    /// Nothing is left of the first note, so the second one can have its id and its version.
    @Test(arguments: ["/api/notes/1", "/notes/1.md", "/notes/1"])
    func anotherNoteWithTheSameIDAndVersionIsShown(_ target: String) throws {
        let note = try app.create("one", "old text")
        for _ in 1...3 { #expect(app.get(target).text.contains("old text")) }
        try app.store.delete(1)
        try app.store.purge(1, nil)
        #expect(app.get(target).status == .notFound)
        let time = try #require(note.updatedAt).text(separator: " ")
        try app.otherProgram().write {
            try $0.execute(
                sql: "INSERT INTO note VALUES (1, 'one', 'new text', FALSE, ?, ?)", arguments: [time, time])
        }
        #expect(try app.store.note(1).version == note.version)
        for _ in 1...3 { #expect(app.get(target).text.contains("new text")) }
    }

    @Test func thePageOfACachedNoteShowsNewLinksAtOnce() throws {
        for title in ["one", "two", "three"] { try app.create(title) }
        for _ in 1...3 { #expect(!app.get("/notes/1").text.contains("Notes that link here")) }
        try app.store.update(2, content: "[[One]]")
        #expect(app.get("/notes/1").text.contains(#"<a href="/notes/2" dir="auto">two</a>"#))
        try app.otherProgram().write {
            try $0.execute(sql: "UPDATE note SET content = '[[one]]' WHERE id = 3")
        }
        #expect(app.get("/notes/1").text.contains(#"<a href="/notes/3" dir="auto">three</a>"#))
        try app.store.update(2, title: "two again")
        #expect(app.get("/notes/1").text.contains(#"<a href="/notes/2" dir="auto">two again</a>"#))
        // Now the links lead to this note.
        try app.create("one")
        #expect(!app.get("/notes/1").text.contains("Notes that link here"))
    }

    /// A long text is formatted with one of two permits, which the cache must not keep.
    @Test func longTextsDoNotDelayOthers() throws {
        let text = String(repeating: "x ", count: 40_000)
        for number in 1...5 { try app.create("\(number)", text) }
        for _ in 1...3 {
            for id in 1...5 { #expect(app.get("/notes/\(id)").status == .ok) }
        }
    }

    @Test func aFlashIsNeitherCachedNorHidden() throws {
        #expect(app.post("/notes/new", ["title": "x", "content": "y"]).status == .seeOther)
        #expect(app.get("/notes/1").text.contains("Note created successfully."))
        app.forgetCookie()
        for _ in 1...3 { #expect(!app.get("/notes/1").text.contains("Note created successfully.")) }
        for _ in 1...3 { #expect(!app.get("/notes").text.contains("Note deleted.")) }
        // The list without a flash is cached now, but the next flash is shown all the same.
        #expect(app.post("/notes/1/delete", [:]).status == .seeOther)
        #expect(app.get("/notes").text.contains("Note deleted."))
    }

    @Test func aFormIsNeverCached() throws {
        try app.create("x")
        for target in ["/notes/new", "/notes/1/edit", "/notes/1/delete"] {
            #expect(app.get(target).token != app.get(target).token)
        }
    }

    @Test func headOfACachedResponseHasNoBody() throws {
        try app.create("x")
        for _ in 1...2 { _ = app.get("/notes/1") }
        let get = app.get("/notes/1")
        let head = app.respond(to: Request(method: .head, target: "/notes/1"))
        #expect(head.body.isEmpty)
        #expect(head.headerFields[.contentLength] == String(get.body.count))
        #expect(app.get("/notes/1").body == get.body)
    }

    @Test func theSecondResponseToATargetIsCached() {
        let cache = ResponseCache(limit: 100_000, store: FixedStore(content: ""))
        #expect(cache.outcome(for: "/", version: 1) == nil)
        cache.keep(Outcome(Response()), for: "/", version: 1)
        #expect(cache.outcome(for: "/", version: 1) == nil)
        cache.keep(Outcome(Response()), for: "/", version: 1)
        #expect(cache.outcome(for: "/", version: 1) != nil)
    }

    @Test func theMemoryIsBounded() {
        let cache = ResponseCache(limit: 100_000, store: FixedStore(content: ""))
        let outcome = Outcome(Response(body: Array(repeating: 0, count: 1000)))
        _ = cache.outcome(for: "/", version: 1)
        func kept(_ names: Range<Int>) -> Int { names.count { cache.outcome(for: "/\($0)", version: 1) != nil } }
        func ask(_ names: Range<Int>) {
            for target in names.map({ "/\($0)" }) where cache.outcome(for: target, version: 1) == nil {
                cache.keep(outcome, for: target, version: 1)
            }
        }
        for _ in 1...2 { ask(0..<100) }
        #expect((50..<100).contains(kept(0..<100)))
        // Other targets that are requested again and again replace them.
        for _ in 1...10 { ask(100..<200) }
        #expect(kept(0..<100) == 0)
        #expect((50..<100).contains(kept(100..<200)))

        let large = Outcome(Response(body: Array(repeating: 0, count: 50_000)))
        for _ in 1...3 { cache.keep(large, for: "/large", version: 1) }
        #expect(cache.outcome(for: "/large", version: 1) == nil)
    }

    @Test func aCommitMakesResponsesUseless() {
        let cache = ResponseCache(limit: 100_000, store: FixedStore(content: ""))
        _ = cache.outcome(for: "/", version: 1)
        for _ in 1...2 { cache.keep(Outcome(Response()), for: "/", version: 1) }
        #expect(cache.outcome(for: "/", version: 1) != nil)
        #expect(cache.outcome(for: "/", version: 2) == nil)
        for _ in 1...3 { cache.keep(Outcome(Response()), for: "/", version: 1) }
        #expect(cache.outcome(for: "/", version: 2) == nil)
    }

    @Test func aTargetWithTheSameHashGetsNoResponseOfAnotherTarget() {
        var responses = CachedResponses()
        responses.insert(CachedResponses.Entry("/notes/1", hash: 7, Outcome(Response())))
        #expect(responses.find("/notes/1", hash: 7) != nil)
        #expect(responses.find("/notes/2", hash: 7) == nil)
    }
}

extension CachedResponses.Entry {
    /// An entry for a response that depends on more than one note.
    init(_ target: String, hash: Int, _ outcome: Outcome) {
        self.init(
            target: target, hash: hash, response: CachedResponse(outcome, model: nil), note: nil,
            check: .init(version: 1, change: nil))
    }
}
