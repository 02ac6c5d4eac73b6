import Glibc
import Notes
import Testing

@testable import NotesWeb

@Suite struct MomentTests {
    /// Compares with strftime(3), in the time zone of this process.
    @Test(arguments: [
        "2025-11-03T20:57:59.999999Z", "2026-02-09T00:05:00Z", "1969-12-31T23:59:59.500000Z", "1970-01-01T00:00:00Z",
        "1066-10-14T09:00:00Z", "0987-01-01T12:00:00Z", "9999-12-30T23:59:59.999999Z",
    ])
    func aTimeIsShownToTheMinute(_ text: String) throws {
        let timestamp = try #require(Timestamp(text))
        var seconds = Int(timestamp.microseconds / 1_000_000)
        // The division rounds up before 1970.
        if timestamp.microseconds % 1_000_000 < 0 { seconds -= 1 }
        var parts = tm()
        localtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 100)
        let count = strftime(&buffer, buffer.count, "%-d %b %-Y, %H:%M", &parts)
        #expect(timestamp.localText.utf8.elementsEqual(buffer.prefix(count).map(UInt8.init(bitPattern:))))
    }

    @Test func everyStorableTimeHasAText() throws {
        for text in ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"] {
            #expect(try #require(Timestamp(text)).localText.contains(", "))
        }
    }
}
