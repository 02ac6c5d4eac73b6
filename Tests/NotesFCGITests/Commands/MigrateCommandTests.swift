import Notes
import Testing

@testable import notes_fcgi

@Suite struct MigrateCommandTests {
    @Test(arguments: [
        (Migration(previous: 0, current: 2, repaired: []), "migrated from schema 0 to 2"),
        (Migration(previous: 2, current: 2, repaired: []), "schema 2, nothing to do"),
        (
            Migration(previous: 2, current: 2, repaired: ["note_search", "note_total"]),
            "schema 2, repaired: note_search, note_total"
        ),
    ])
    func theSummarySaysWhatWasDone(_ migration: Migration, _ summary: String) {
        #expect(MigrateCommand.summary(migration) == summary)
    }
}
