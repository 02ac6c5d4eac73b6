import Notes
import Testing

@Suite struct NoteVersionTests {
    @Test func aVersionIsReadFromItsOwnText() {
        let version = NoteVersion(Timestamp("2026-01-31 09:05:00.000123"))
        #expect(version.description == "2026-01-31T09:05:00.000123Z")
        #expect(NoteVersion(version.description) == version)
        #expect(NoteVersion("0") == NoteVersion(nil))
        #expect(NoteVersion(nil).description == "0")
    }

    @Test(arguments: [
        "", "1", "00", "2026-01-31 09:05:00.000123", "2026-01-31T09:05:00Z", "2026-01-31T09:05:00.000123",
        "\"2026-01-31T09:05:00.000123Z\"",
    ])
    func anyOtherTextIsNoVersion(_ text: String) {
        #expect(NoteVersion(text) == nil)
    }

    @Test(arguments: [
        ("2026-01-01 00:00:00", nil, "2026-01-01 00:00:00"),
        ("2026-01-01 00:00:00", "2025-01-01 00:00:00", "2026-01-01 00:00:00"),
        ("2026-01-01 00:00:00", "2026-01-01 00:00:00", "2026-01-01 00:00:00.000001"),
        ("2026-01-01 00:00:00", "2099-12-31 23:59:59.999999", "2100-01-01 00:00:00"),
        ("2026-01-01 00:00:00", "8999-12-31 23:59:59.999999", "9000-01-01 00:00:00"),
        ("2026-01-01 00:00:00", "9000-01-01 00:00:00", "2026-01-01 00:00:00"),
        ("2026-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2026-01-01 00:00:00"),
    ])
    func aChangeIsLaterThanTheOneBefore(_ now: String, _ previous: String?, _ expected: String) throws {
        let now = try #require(Timestamp(now))
        #expect(now.following(previous.flatMap { Timestamp($0) }) == Timestamp(expected))
    }
}
