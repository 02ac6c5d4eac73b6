import Glibc
import Notes
import Testing

@testable import notes_fcgi

@Suite struct FileTimeTests {
    @Test(arguments: [
        ("2026-01-31T09:05:00.000123Z", "2026-01-31T09:05:00.000123Z"),
        ("2026-01-31T09:05:00+01:30", "2026-01-31T07:35:00.000000Z"),
        ("2026-01-31 09:05 -0500", "2026-01-31T14:05:00.000000Z"), ("2026-01-31t9:05z", "2026-01-31T09:05:00.000000Z"),
        ("2026-01-31 09:05:00,123456789 UTC", "2026-01-31T09:05:00.123456Z"),
        ("  2024-02-29T00:00:00Z ", "2024-02-29T00:00:00.000000Z"),
    ])
    func aTimeWithAZoneIsRead(_ text: String, _ time: String) {
        #expect(FileTime.parse(text)?.rfc3339 == time)
    }

    @Test func aTimeWithoutAZoneIsInTheZoneOfTheProcess() {
        var seconds = time_t(1_769_850_300)
        var fields = tm()
        #expect(localtime_r(&seconds, &fields) != nil)
        func padded(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = "\(fields.tm_year + 1900)-\(padded(fields.tm_mon + 1))-\(padded(fields.tm_mday))"
        let text = "\(date)T\(padded(fields.tm_hour)):\(padded(fields.tm_min))"
        #expect(FileTime.parse(text)?.microseconds == 1_769_850_300_000_000)
        #expect(FileTime.parse(date) == FileTime.parse("\(date) 00:00:00.0"))
    }

    @Test(arguments: [
        "", "today", "2026", "2026-02-30", "2026-01-31T25:00", "2026-13-01", "31.01.2026", "2026-01-31 09:05 CET",
        "0000-01-01T00:00+23:00", "9999-12-31T23:59-01:00", "[[2026-01-31]]",
    ])
    func aTextThatIsNoTimeIsRefused(_ text: String) {
        #expect(FileTime.parse(text) == nil)
    }
}
