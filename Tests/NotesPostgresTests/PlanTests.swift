#if PostgreSQL
import Notes
import Testing

@testable import NotesPostgres

@Suite struct PlanTests {
    /// Without sequential scans, the server reads the whole table only if no index has the order.
    @Test(arguments: NoteQuery.Order.allCases, [false, true])
    func theServerReadsEveryOrderFromAnIndex(_ order: NoteQuery.Order, isReversed: Bool) throws {
        let test = try TestStore()
        defer { test.store.close() }
        try test.sql("SET enable_seqscan = off")
        let terms = order.terms(isReversed: isReversed)
        let plan = try test.sql("EXPLAIN SELECT note.id FROM note ORDER BY \(terms) LIMIT 10").joined(separator: "\n")
        #expect(plan.contains("using note_by_"), "\(plan)")
    }
}
#endif
