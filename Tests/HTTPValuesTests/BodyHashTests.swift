import HTTPValues
import Testing

@Suite struct BodyHashTests {
    private func tag(_ body: [UInt8]) -> String? {
        var response = Response(body: body)
        response.tagBody()
        return response.entityTag
    }

    /// These values must not change: another process may have sent them to a client.
    @Test func aBodyHasTheSameTagInEveryProcess() {
        #expect(tag([]) == "\"0000000000000000\"")
        #expect(tag(Array("Grüße, {\"notes\":[]}".utf8)) == "\"34b9b11b7dfbd5dd\"")
    }

    @Test func differentBodiesHaveDifferentTags() throws {
        let text = Array(String(repeating: "the same words again ", count: 40).utf8)
        var bodies: Set<[UInt8]> = [text]
        for length in 0...100 {
            bodies.insert(Array(text.prefix(length)))
            bodies.insert(Array(repeating: 0, count: length))
        }
        for index in text.indices {
            for bit in 0..<8 {
                var body = text
                body[index] ^= 1 << bit
                bodies.insert(body)
            }
            var body = text
            body.swapAt(index, (index + 16) % text.count)
            bodies.insert(body)
        }
        let tags = Set(bodies.compactMap(tag))
        #expect(tags.count == bodies.count)
        #expect(tags.allSatisfy { $0.wholeMatch(of: /"[0-9a-f]{16}"/) != nil })
    }
}
