import Glibc
import Notes

/// Reads times as apps write them into front matter, and the times of files.
enum FileTime {
    /// Reads a date with or without a time, such as `2026-01-31`, `2026-01-31 09:05` or `2026-01-31T09:05:00.5+01:00`.
    ///
    /// A time without a zone is in the zone of the process. A date without a time is the start of that day.
    static func parse(_ text: String) -> Timestamp? {
        let pattern =
            #/
            ([0-9]{4}-[0-9]{2}-[0-9]{2})
            (?:
                [Tt\x20]\s* ([0-9]{1,2}:[0-9]{2}) (:[0-9]{2})? (?: [.,]([0-9]{1,9}) )?
                \s* ( Z | z | UTC | GMT | [+\-][0-9]{2}(?: :?[0-9]{2} )? )?
            )?
            /#
        guard let match = String(trimmingWhitespace(text)).wholeMatch(of: pattern) else { return nil }
        let (_, date, minutes, seconds, fraction, zone) = match.output
        let time = minutes.map { $0.count == 4 ? "0\($0)" : String($0) } ?? "00:00"
        let moment = "\(date) \(time)\(seconds ?? ":00").\((fraction ?? "0").prefix(6))"
        guard let utc = Timestamp(moment) else { return nil }
        guard let zone else { return local(utc) }
        return checked(utc.microseconds - offset(zone) * 1_000_000)
    }

    /// The time at which a file was changed last.
    static func ofChange(_ status: stat) -> Timestamp? {
        let (microseconds, overflow) = Int64(status.st_mtim.tv_sec).multipliedReportingOverflow(by: 1_000_000)
        return overflow ? nil : checked(microseconds + Int64(status.st_mtim.tv_nsec) / 1000)
    }

    /// The seconds by which a zone such as `+01:30` is ahead of UTC.
    private static func offset(_ zone: Substring) -> Int64 {
        let digits = zone.filter(\.isNumber)
        guard let hours = Int64(digits.prefix(2)) else { return 0 }
        let seconds = hours * 3600 + (Int64(digits.dropFirst(2)) ?? 0) * 60
        return zone.hasPrefix("-") ? -seconds : seconds
    }

    /// The moment at which clocks in the zone of the process show what clocks in UTC show at `utc`.
    private static func local(_ utc: Timestamp) -> Timestamp? {
        let fraction = (utc.microseconds % 1_000_000 + 1_000_000) % 1_000_000
        var seconds = time_t((utc.microseconds - fraction) / 1_000_000)
        var fields = tm()
        guard gmtime_r(&seconds, &fields) != nil else { return nil }
        fields.tm_isdst = -1
        return checked(Int64(mktime(&fields)) * 1_000_000 + fraction)
    }

    /// The time, if a `Timestamp` can hold it.
    private static func checked(_ microseconds: Int64) -> Timestamp? {
        Timestamp.years.contains(microseconds) ? Timestamp(microseconds: microseconds) : nil
    }
}
