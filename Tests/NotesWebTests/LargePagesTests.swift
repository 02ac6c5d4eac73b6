import Synchronization
import TestSupport
import Testing

@testable import NotesWeb

@Suite struct LargePagesTests {
    @Test func onlyARequestWithoutAFreePermitWaits() throws {
        let waits = Atomic(0)
        let pages = LargePages { waits.add(1, ordering: .relaxed) }
        var permits = [try pages.permit(), try pages.permit()]
        #expect(waits.load(ordering: .relaxed) == 0)
        let third = Threads(1) { _ in _ = try pages.permit() }
        try waitUntil("the third request waits") { waits.load(ordering: .relaxed) == 1 }
        permits.removeLast()
        try third.join()
    }
}
