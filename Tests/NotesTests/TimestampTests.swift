import Foundation
import Notes
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("2026-01-31 09:05:00.000123", "2026-01-31T09:05:00.000123Z"),
        ("1970-01-01 00:00:00.000000", "1970-01-01T00:00:00.000000Z"),
        ("2024-02-29 23:59:59.999999", "2024-02-29T23:59:59.999999Z"),
        ("2000-03-01 00:00:00.000001", "2000-03-01T00:00:00.000001Z"),
        ("1969-12-31 23:59:59.999999", "1969-12-31T23:59:59.999999Z"),
        ("0001-01-01 00:00:00.000000", "0001-01-01T00:00:00.000000Z"),
        ("9999-12-31 23:59:59.999999", "9999-12-31T23:59:59.999999Z"),
    ])
    func bothFormsAreReadAndWritten(_ text: String, _ rfc3339: String) throws {
        let timestamp = try #require(Timestamp(text))
        #expect(timestamp.text(separator: " ") == text)
        #expect(timestamp.rfc3339 == rfc3339)
        #expect(Timestamp(rfc3339) == timestamp)
        #expect(timestamp.text(separator: "T", length: 16, suffix: " UTC") == "\(rfc3339.prefix(16)) UTC")
    }

    @Test(arguments: [
        ("2026-01-31 09:05:00", "000000"), ("2026-01-31T09:05:00.5Z", "500000"), ("2026-01-31 09:05:00.000", "000000"),
    ])
    func aFractionMayBeShortOrMissing(_ text: String, _ fraction: String) {
        #expect(Timestamp(text)?.text(separator: " ") == "2026-01-31 09:05:00.\(fraction)")
    }

    @Test(arguments: [
        "", "now", "2026-01-31", "2026-13-01 00:00:00", "2026-00-01 00:00:00", "2026-01-32 00:00:00",
        "2026-01-01 24:00:00", "2026-02-29 00:00:00", "2100-02-29 00:00:00", "2024-02-30 00:00:00",
        "2026-04-31 00:00:00",
        "2026-01-01 00:60:00", "2026-01-01 00:00:00.", "2026-01-01 00:00:00.1234567", "2026-01-01 00:00:00+01:00",
        "2026-01-01 00:00:0x", "٢٠٢٦-01-01 00:00:00",
    ])
    func anyOtherTextIsRefused(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func everyDayOfFourCenturiesAgreesWithFoundation() throws {
        let formatter = ISO8601DateFormatter()
        for day in stride(from: -73_000, to: 73_000, by: 1) {
            let timestamp = Timestamp(microseconds: Int64(day) * 86_400_000_000)
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(day) * 86400)).prefix(10)
            guard timestamp.rfc3339.prefix(10) == expected, Timestamp(timestamp.text(separator: " ")) == timestamp
            else {
                Issue.record("day \(day): \(timestamp.rfc3339), expected \(expected)")
                return
            }
        }
    }

    @Test func nowIsTheTimeOfTheSystemsClock() {
        #expect(abs(Double(Timestamp.now().microseconds) / 1e6 - Date().timeIntervalSince1970) < 60)
    }
}
