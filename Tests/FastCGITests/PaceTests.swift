import Testing

@testable import FastCGI

/// A worker takes only as many connections at a time as it can handle soon.
@Suite struct PaceTests {
    @Test func aFastWorkerTakesMoreAndMoreUpToALimit() {
        var pace = Pace(budget: .max / 1_000_000)
        #expect(pace.most == 1)
        var taken: [Int] = []
        for _ in 0..<200 {
            pace.add(pace.most, of: pace.most)
            taken.append(pace.most)
        }
        #expect(taken == taken.sorted())
        #expect(taken.last == 32)
    }

    @Test func aSlowWorkerTakesOne() {
        var pace = Pace(budget: 1)
        for _ in 0..<200 { pace.add(1, of: 1) }
        #expect(pace.most == 1)
    }

    @Test func aWorkerThatGivesConnectionsBackTakesFewer() {
        var pace = Pace(budget: .max / 1_000_000)
        for _ in 0..<200 { pace.add(pace.most, of: pace.most) }
        pace.add(1, of: 32)
        #expect(pace.most == 16)
        for _ in 0..<10 { pace.add(1, of: 16) }
        #expect(pace.most == 1)
        for _ in 0..<16 { pace.add(1, of: 1) }
        #expect(pace.most == 2)
    }

    @Test func anEventWithoutAConnectionChangesNothing() {
        var pace = Pace()
        pace.add(0, of: 0)
        #expect(pace.most == 1)
    }
}
