import GRDB
import HTTPTypes
import HTTPValues
import Notes
import StoreContract
import Testing

@testable import NotesWeb

/// Lists keep the HTML of their notes. They must show the same as a service that has just started.
@Suite struct ListItemCacheTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    private static let places = [
        "/notes", "/notes?sort=title", "/notes?page=2", "/notes?sort=title&page=2", "/notes?q=n1", "/notes?q=-x",
    ]

    private func expectListsOfAFreshApp(_ location: SourceLocation = #_sourceLocation) throws {
        let fresh = try TestApp(store: app.store)
        for place in Self.places {
            #expect(app.get(place).body == fresh.get(place).body, "\(place)", sourceLocation: location)
        }
    }

    @Test func aListShowsEachChangeOfItsNotes() throws {
        for number in 1...12 { try app.create("n\(number)") }
        try expectListsOfAFreshApp()
        for change in [
            #"{"title": "other"}"#, #"{"content": "other"}"#, #"{"is_pinned": true}"#, #"{"content": "Ötherö"}"#,
            #"{"content": "a <b> & 'c' #tag [[n1]]"}"#, #"{"title": "n12", "is_pinned": false}"#,
        ] {
            #expect(app.send(.put, "/api/notes/12", change).status == .ok)
            try expectListsOfAFreshApp()
        }
        let queue = try app.otherProgram()
        for change in [
            "created_at = NULL", "updated_at = NULL", "updated_at = '2020-01-01 00:00:00'", "title = x'61FF62'",
            "title = x'61FF'", "content = x'FF'", "content = '', title = ''",
        ] {
            try queue.write { try $0.execute(sql: "UPDATE note SET \(change) WHERE id = 11") }
            try expectListsOfAFreshApp()
        }
        #expect(app.send(.delete, "/api/notes/11", "").status == .ok)
        try expectListsOfAFreshApp()
    }

    @Test(arguments: [(100, true), (20_000, false)]) func veryLongHTMLIsNotKept(_ length: Int, _ isKept: Bool) {
        let cache = ListItemCache()
        let note = Note(id: 1, title: "title", content: "content", isPinned: false, createdAt: nil, updatedAt: nil)
        let html = [UInt8](repeating: UInt8(ascii: "x"), count: length)
        html.withUnsafeBytes { html in
            note.lend { cache.item(for: $0, in: ListPlace()).keep(html, of: 1) }
        }
        note.lend { #expect((cache.item(for: $0, in: ListPlace()).rendered != nil) == isKept) }
    }

    @Test func aListOfManyNotesShowsThem() throws {
        // More than the cache keeps.
        for number in 1...320 { try app.create("n\(number)") }
        for page in [1, 2, 31, 32, 1] + Array(3...32) {
            let fresh = try TestApp(store: app.store)
            #expect(app.get("/notes?page=\(page)").body == fresh.get("/notes?page=\(page)").body)
        }
    }
}
