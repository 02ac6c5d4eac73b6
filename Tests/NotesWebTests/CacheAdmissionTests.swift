import HTTPValues
import TestSupport
import Testing

@testable import NotesWeb

/// A full cache keeps the responses that are requested most often.
@Suite struct CacheAdmissionTests {
    private let cache = ResponseCache(limit: 16 << 20, store: FixedStore(content: ""))
    /// The pages of 400 notes. About 160 of them fit into the cache.
    ///
    /// A page that shares its mark with another one gets into the cache one request earlier. Which pages do so depends on
    /// the seed of the hashes. So each of these pages has a mark of its own.
    private let pages: [String] = {
        var marks: Set<Int> = []
        return (1...1000).map { "/notes/\($0)" }.filter { marks.insert(ResponseCache.mark(of: $0.hashValue)).inserted }
            .prefix(400).map(\.self)
    }()
    private let page = Outcome(Response(body: Array(repeating: 0, count: 100_000)))
    /// The list is longer than a page, so it never fits into space that is too small for another page.
    private let list = Outcome(Response(body: Array(repeating: 0, count: 120_000)))
    private let large = Outcome(Response(body: Array(repeating: 0, count: 2_000_000)))

    /// Requests a target as the app does.
    ///
    /// - Returns: whether the response came from the cache.
    @discardableResult
    private func request(_ target: String, _ outcome: Outcome, version: Int64 = 1) -> Bool {
        if cache.outcome(for: target, version: version) != nil { return true }
        cache.keep(outcome, for: target, version: version)
        #expect(cache.statistics.bytes <= 16 << 20)
        return false
    }

    private func requestPages(version: Int64 = 1) {
        for target in pages { request(target, page, version: version) }
    }

    private func requestList(version: Int64 = 1) -> Bool {
        request("/notes", list, version: version)
    }

    private func isListCached() -> Bool {
        cache.outcome(for: "/notes", version: 1) != nil
    }

    @Test func aListGetsIntoAFullCacheAtOnce() {
        for _ in 1...3 { requestPages() }
        #expect(cache.statistics.bytes > 15 << 20)
        // Each page was requested three times. So the fourth request puts the list into the cache.
        #expect((1...6).map { _ in requestList() } == [false, false, false, false, true, true])
        for _ in 1...3 {
            requestPages()
            #expect(requestList())
        }
    }

    @Test(arguments: [1, 2]) func readingAllNotesDoesNotPushOutTheList(_ requestsPerNote: Int) {
        for _ in 1...5 { _ = requestList() }
        for number in 1...10_000 {
            for _ in 1...requestsPerNote { request("/notes/\(number)", page) }
            if number % 50 == 0 { #expect(requestList(), "after \(number) notes") }
        }
    }

    @Test func aListThatNobodyRequestsAnyMoreGivesWay() {
        for _ in 1...100 { _ = requestList() }
        for _ in 1...3 { requestPages() }
        #expect(isListCached())
        for _ in 1...20 { requestPages() }
        #expect(!isListCached())
    }

    @Test func theCacheRemembersPopularTargetsAfterACommit() {
        for _ in 1...5 { _ = requestList() }
        for _ in 1...3 { requestPages(version: 2) }
        for _ in 1...2 { _ = requestList(version: 2) }
        #expect(requestList(version: 2))
    }

    @Test func aLargeResponseReplacesManyRarerOnes() {
        for _ in 1...2 { requestPages() }
        let found = (1...4).map { _ in request("/notes?q=text", large) }
        #expect(found == [false, false, false, true])
        #expect(cache.statistics.bytes > 15 << 20)
    }

    @Test func aLargeResponseDoesNotReplaceMorePopularOnes() {
        for _ in 1...4 { requestPages() }
        let bytes = cache.statistics.bytes
        for _ in 1...4 { request("/notes?q=text", large) }
        #expect(cache.statistics.bytes == bytes)
    }

    @Test func theAppCachesThePopularListWhenTheCacheIsFull() throws {
        // A page of the list takes about 14 kB, so about 75 of them fit.
        let app = try TestApp(store: FixedStore(content: String(repeating: "x", count: 4000)))
        for _ in 1...3 {
            for number in 2...400 { _ = app.get("/notes?page=\(number)") }
        }
        #expect(try app.cacheMetric("bytes") > 1_000_000)
        for _ in 1...5 { _ = app.get("/notes") }
        let hits = try app.cacheMetric("hits_total")
        for _ in 1...5 { _ = app.get("/notes") }
        #expect(try app.cacheMetric("hits_total") == hits + 5)
        #expect(try app.cacheMetric("bytes") > 1_000_000)
    }

    /// Compares a cache with a list of all responses that it was ever given, over random operations.
    @Test func everyResponseIsCurrentAndTheSizeIsBounded() {
        let limit = 20_000
        let cache = ResponseCache(limit: limit, store: FixedStore(content: ""))
        var random = SplitMix64(state: 12)
        var version: Int64 = 1
        var given: [String: [UInt8]] = [:]
        for step in 0..<20_000 {
            // Some products are more frequent than others.
            let target = "/\(Int.random(in: 0..<8, using: &random) * Int.random(in: 0..<8, using: &random))"
            switch Int.random(in: 0..<200, using: &random) {
            case 0:
                version += 1
                given = [:]
            case 1:
                // A response that was made before the commit.
                cache.keep(Outcome(Response(body: [0])), for: target, version: version - 1)
            default:
                if let found = cache.outcome(for: target, version: version) {
                    #expect(found.response.body == given[target])
                } else {
                    let size = Int.random(in: 0..<3000, using: &random)
                    given[target] = Array(repeating: UInt8(truncatingIfNeeded: step), count: size)
                    cache.keep(Outcome(Response(body: given[target] ?? [])), for: target, version: version)
                }
            }
            #expect(cache.statistics.bytes <= limit)
        }
    }

    @Test func theSizeIsTheSumOfAllResponses() {
        var responses = CachedResponses()
        var random = SplitMix64(state: 7)
        var sizes: [Int: Int] = [:]
        for _ in 0..<5000 {
            let hash = Int.random(in: 0..<50, using: &random)
            if sizes.removeValue(forKey: hash) == nil {
                let outcome = Outcome(
                    Response(body: Array(repeating: 0, count: Int.random(in: 0..<3000, using: &random))))
                let entry = CachedResponses.Entry("/\(hash)", hash: hash, outcome)
                responses.insert(entry)
                sizes[hash] = entry.size
            } else {
                #expect(responses.remove(hash: hash) != nil)
            }
            #expect(responses.bytes == sizes.values.reduce(0, +))
        }
    }

    /// The pages of the notes are outdated, so they give way to a list that was requested less often.
    @Test func outdatedResponsesGiveWayFirst() {
        for _ in 1...5 { requestPages() }
        for _ in 1...2 { _ = requestList(version: 2) }
        #expect(requestList(version: 2))
        #expect(cache.statistics.bytes > 15 << 20)
    }
}
