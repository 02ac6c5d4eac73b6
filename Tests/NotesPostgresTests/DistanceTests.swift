#if PostgreSQL
import Testing

@testable import NotesPostgres

/// Only a server that answers at once may keep a worker waiting.
@Suite struct DistanceTests {
    @Test func aServerIsNearIfTheQuickestOfManyAnswersWasQuick() {
        var distance = Distance()
        #expect(!distance.isNear)
        func add(_ microseconds: Int, times: Int = 1) {
            for _ in 0..<times { distance.add(.microseconds(microseconds)) }
        }
        add(50, times: 63)
        #expect(!distance.isNear)
        add(50)
        #expect(distance.isNear)
        // A busy machine answers most questions late.
        add(2_000, times: 63)
        add(100)
        #expect(distance.isNear)
        add(300, times: 63)
        #expect(distance.isNear)
        add(300)
        #expect(!distance.isNear)
    }
}
#endif
