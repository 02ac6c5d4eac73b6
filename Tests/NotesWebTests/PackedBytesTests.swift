import HTTPTypes
import HTTPValues
import TestSupport
import Testing

@testable import NotesWeb

@Suite struct PackedBytesTests {
    /// Random bytes, of which some parts repeat others or the model.
    private static func bytes(_ count: Int, like model: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let source = Bool.random(using: &random) ? model : bytes
            if source.count > 8 && Int.random(in: 0..<4, using: &random) > 0 {
                let start = Int.random(in: 0..<source.count, using: &random)
                bytes += source[start..<min(source.count, start + Int.random(in: 1..<300, using: &random))]
            } else {
                bytes += (1...Int.random(in: 1..<50, using: &random)).map { _ in .random(in: 0...255, using: &random) }
            }
        }
        return Array(bytes.prefix(count))
    }

    @Test(arguments: [0, 1, 12, 13, 100, 4000, 65_535, 65_536, 100_000])
    func unpackedBytesAreAsBefore(_ modelSize: Int) throws {
        var random = SplitMix64(state: UInt64(modelSize))
        let model = Self.bytes(modelSize, like: [], &random)
        try model.withUnsafeBytes { memory in
            for count in [0, 1, 5, 12, 13, 64, 1000, 5000, 65_536, 200_000] {
                let bytes = Self.bytes(count, like: model, &random)
                let packed = try #require(PackedBytes(bytes, model: memory))
                #expect(packed.bytes(model: memory) == bytes)
            }
        }
    }

    @Test func aSimilarTextTakesLittleMemory() throws {
        var random = SplitMix64(state: 2)
        let model = Self.bytes(4000, like: [], &random)
        let other = model[..<2000] + Array("something else".utf8) + model[2000...]
        try model.withUnsafeBytes { memory in
            let packed = try #require(PackedBytes(Array(other), model: memory))
            #expect(packed.size < 100 && packed.bytes(model: memory) == Array(other))
        }
    }

    /// Damaged bytes cannot occur, but must not crash the service either.
    @Test func anotherModelGivesNothingOrOtherBytes() throws {
        var random = SplitMix64(state: 1)
        let model = Self.bytes(4000, like: [], &random)
        let bytes = Self.bytes(4000, like: model, &random)
        let packed = try model.withUnsafeBytes { try #require(PackedBytes(bytes, model: $0)) }
        for count in [0, 100, 2000, 3999] {
            model.prefix(count).withUnsafeBytes { #expect(packed.bytes(model: $0) != bytes) }
        }
    }

    /// What the cache returns is what it got: the head, the body, the tag, and the fields.
    @Test(arguments: ["/notes/2", "/api/notes/2", "/notes/2.md", "/notes/2.md?download", "/notes/2?view=text"])
    func aResponseFromTheCacheIsTheSame(_ target: String) throws {
        let app = try TestApp()
        for number in 1...3 {
            try app.create("title \(number)", (1...number * 40).map { "- [ ] line \($0) & more\n" }.joined())
        }
        for id in [1, 3] {
            for _ in 1...3 { _ = app.get(target.replacing("/2", with: "/\(id)")) }
        }
        let made = app.get(target)
        try waitUntil("the response is cached") {
            let hits = try app.cacheMetric("hits_total")
            _ = app.get(target)
            return try app.cacheMetric("hits_total") > hits
        }
        let cached = app.get(target)
        #expect(cached.body == made.body && cached.entityTag == made.entityTag && cached.status == made.status)
        #expect(cached.headerFields == made.headerFields && cached.head == made.head)
        #expect(cached.withoutBody().head == made.withoutBody().head)
    }
}
