import TestSupport
import Testing

@testable import NotesWeb

/// The sketch counts requests well enough to tell popular targets from rare ones, and it forgets.
@Suite struct FrequencySketchTests {
    private var sketch = FrequencySketch(targets: 1 << 14)
    private var random = SplitMix64(state: 1)

    @Test mutating func theFirstFifteenRequestsAreCounted() {
        let hash = Int.random(in: .min ... .max, using: &random)
        for number in 1...20 {
            sketch.add(hash)
            #expect(sketch.frequency(hash) == min(number, 15))
        }
    }

    @Test mutating func anEstimateIsNeverTooLowAndSeldomTooHigh() {
        var targets: [(hash: Int, requests: Int)] = []
        for number in 0..<10_000 { targets.append((Int.random(in: .min ... .max, using: &random), number % 4)) }
        for target in targets {
            for _ in 0..<target.requests { sketch.add(target.hash) }
        }
        #expect(targets.allSatisfy { sketch.frequency($0.hash) >= $0.requests })
        #expect(targets.count { sketch.frequency($0.hash) > $0.requests } < 1000)
    }

    @Test mutating func oldRequestsLoseTheirWeight() {
        sketch.residents = 10
        let old = Int.random(in: .min ... .max, using: &random)
        for _ in 0..<15 { sketch.add(old) }
        var seen = [sketch.frequency(old)]
        for _ in 0..<400 {
            sketch.add(Int.random(in: .min ... .max, using: &random))
            if sketch.frequency(old) != seen.last { seen.append(sketch.frequency(old)) }
        }
        #expect(seen == [15, 7, 3, 1, 0])
    }
}
