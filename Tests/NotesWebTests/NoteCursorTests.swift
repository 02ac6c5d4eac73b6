import GRDB
import HTTPTypes
import HTTPValues
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesWeb

/// The pages of the API's list that follow each other by cursors.
@Suite struct NoteCursorTests {
    private static let sorts = ["created", "-created", "updated", "-updated", "title", "-title"]
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    /// Runs statements as another program.
    private func execute(_ sql: String) throws {
        try app.otherProgram().write { try $0.execute(sql: sql) }
    }

    private func ids(_ response: Response) throws -> [Int] {
        try #require(response.json["notes"] as? [[String: Any]]).compactMap { $0["id"] as? Int }
    }

    private func next(_ response: Response) throws -> String? { try response.json["next"] as? String }

    @Test func aPageLeadsToTheNextOne() throws {
        for number in 1...5 { try app.create("note \(number)", "milk #work", isPinned: true) }
        let query = "per_page=2&q=m%20OR%20n&tag=work&pinned=true&sort=title&envelope=1"
        let first = app.get("/api/notes?" + query)
        let data = try #require(first.json["data"] as? [String: Any])
        let cursor = try #require(data["next"] as? String)
        #expect(
            first.text.hasSuffix(
                #"],"total":5,"pages":3,"current_page":1,"has_next":true,"has_prev":false,"next":"\#(cursor)"}}"#))
        #expect(
            first.link
                == "</api/notes?cursor=\(cursor)&\(query)>; rel=\"next\", </api/notes?page=1&\(query)>; rel=\"first\", "
                + "</api/notes?page=3&\(query)>; rel=\"last\"")
        let second = app.get("/api/notes?cursor=\(cursor)&\(query)")
        let last = try #require((second.json["data"] as? [String: Any])?["next"] as? String)
        #expect(second.text.hasSuffix(#"],"total":5,"next":"\#(last)"}}"#))
        #expect(second.link == "</api/notes?cursor=\(last)&\(query)>; rel=\"next\"")
        let third = app.get("/api/notes?cursor=\(last)&\(query)")
        #expect(third.text.hasSuffix(#"],"total":5,"next":null}}"#) && third.text.contains(#""title":"note 5""#))
        #expect(third.link == nil)
        #expect(app.get("/api/notes?page=3&\(query)").text.hasSuffix(#""has_prev":true,"next":null}}"#))
    }

    @Test func relevanceHasNoCursors() throws {
        for number in 1...3 { try app.create("note \(number)") }
        #expect(!app.get("/api/notes?q=note&per_page=1").text.contains("next\":null"))
        #expect(try next(app.get("/api/notes?q=note&per_page=1")) == nil)
        #expect(try next(app.get("/api/notes?pinned=0&per_page=1")) != nil)
        #expect(app.get("/api/notes?q=note&sort=-created").text.hasSuffix(#""next":null}"#))
    }

    @Test(arguments: sorts) func aNoteThatNobodyChangesAppearsOnce(_ sort: String) throws {
        for number in 1...30 {
            try app.create(["a", "A", "é", "É", "e\u{301}", "\u{301}e", "b", "日本"][number % 8], "milk")
        }
        try execute(
            """
            UPDATE note SET created_at = '2025-01-01T00:00:00Z' WHERE id % 3 = 0;
            UPDATE note SET created_at = NULL WHERE id % 5 = 0;
            INSERT INTO note (id, title, content) SELECT id + 100, title, content FROM note WHERE id <= 10;
            """)
        for (query, isFollowingLinks) in [("", false), ("&q=milk", true), ("&pinned=0&envelope=1", true)] {
            // The notes up to 10 change meanwhile.
            let isStable: (Int) -> Bool = { (11...200).contains($0) }
            let isEnveloped = query.contains("envelope")
            let all = app.get("/api/notes?per_page=100&sort=\(sort)" + query.replacing("&envelope=1", with: ""))
            let start = "/api/notes?per_page=3&sort=\(sort)\(query)"
            var target: String? = start
            var found: [Int] = []
            var round: Int64 = 0
            while let present = target {
                let response = app.get(present)
                #expect(response.status == .ok)
                let json = try response.json
                let data = isEnveloped ? try #require(json["data"] as? [String: Any]) : json
                found += try #require(data["notes"] as? [[String: Any]]).compactMap { $0["id"] as? Int }
                target =
                    isFollowingLinks
                    ? response.link?.firstMatch(of: /<([^>]*)>; rel="next"/).map { String($0.1) }
                    : (data["next"] as? String).map { "\(start)&cursor=\($0)" }
                round += 1
                if round <= 10 {
                    try app.store.update(round, title: "title \(Int.random(in: 0...99))")
                    try app.store.delete(round)
                    if round > 5 { try app.store.restore(round) }
                    let id = try app.create("new", "milk").id
                    try execute("UPDATE note SET id = id + 1000 WHERE id = \(id)")
                }
            }
            #expect(try found.filter(isStable) == ids(all).filter(isStable), "\(query)")
            for id in 1...5 where (try? app.store.note(Int64(id))) == nil { try app.store.restore(Int64(id)) }
        }
    }

    @Test func aCursorIsShortAndNeverAFailure() throws {
        var random = SplitMix64(state: 15)
        try app.create(String(repeating: "😀", count: 200))
        try app.create("\u{301} x = @ y")
        try app.create("z")
        try execute(
            """
            INSERT INTO note (title, content) VALUES ('\(String(repeating: "a", count: 9_000))', 'x'), (x'ff', 'x'),
                ('a' || char(0), 'x'), ('b', 'x');
            """)
        for sort in Self.sorts {
            var target: String? = "/api/notes?per_page=1&sort=\(sort)"
            var count = 0
            while let present = target {
                let response = app.get(present)
                count += try ids(response).count
                let cursor = try next(response)
                target = cursor.map { "/api/notes?per_page=1&sort=\(sort)&cursor=\($0)" }
                guard let cursor else { continue }
                #expect(
                    cursor.utf8.count < 2048
                        && cursor.utf8.allSatisfy { PercentEncoding.encode("\(UnicodeScalar($0))").utf8.count == 1 })
                let bytes = try #require(Hex.decode(cursor))
                for _ in 0..<30 {
                    var changed = Array(cursor.utf8)
                    mutate(&changed, &random)
                    var changedBytes = bytes
                    mutate(&changedBytes, &random)
                    for text in [String(decoding: changed, as: UTF8.self), Hex.encode(changedBytes)] {
                        let encoded = PercentEncoding.encode(text)
                        let status = app.get("/api/notes?per_page=1&sort=\(sort)&cursor=\(encoded)").status
                        #expect(status == .ok || status == .badRequest, "\(text)")
                    }
                }
            }
            #expect(count == 7, "\(sort)")
        }
    }

    /// Changes, inserts or removes some bytes.
    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        for _ in 0...Int.random(in: 0...2, using: &random) {
            let position = Int.random(in: 0..<max(bytes.count, 1), using: &random)
            let byte = UInt8.random(in: 0...127, using: &random)
            switch Int.random(in: 0...3, using: &random) {
            case 0 where position < bytes.count: bytes[position] = byte
            case 1 where position < bytes.count: bytes.remove(at: position)
            case 2: bytes.removeLast(min(position, 5, bytes.count))
            default: bytes.insert(byte, at: min(position, bytes.count))
            }
        }
    }

    @Test(arguments: [
        "", "0", "zz", "ff", "Ω", "created 1 ", "-created", "-created  =", "-created x =a", "-created 1 a",
        "-created 1 @x",
        "-created 99999999999999999999 =a", "x 1 =a", "-created 1 \u{301}=a",
    ])
    func aMalformedCursorIsRefused(_ text: String) {
        for cursor in [text, Hex.encode(Array(text.utf8))] {
            #expect(app.get("/api/notes?cursor=" + PercentEncoding.encode(cursor)).status == .badRequest, "\(cursor)")
        }
    }

    @Test func aCursorAfterALongTitleSaysWhenToStartAgain() throws {
        try app.create("z")
        try execute("INSERT INTO note (title, content) VALUES ('\(String(repeating: "a", count: 9_000))', 'x')")
        let cursor = try #require(try next(app.get("/api/notes?sort=title&per_page=1")))
        #expect(try ids(app.get("/api/notes?sort=title&cursor=\(cursor)")) == [1])
        try app.store.update(2, isPinned: true)
        #expect(
            app.get("/api/notes?sort=title&cursor=\(cursor)").text
                == #"{"error":"Bad request","detail":"the note before this cursor was changed or deleted; start again without cursor"}"#
        )
    }
}
