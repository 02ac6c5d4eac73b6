import Glibc

/// A time in a search, in the time zone of this process.
///
/// `2026`, `2026-01` and `2026-01-31` mean the whole year, month or day. Before them, `>` means after it, `>=` from its start
/// on, `<` before it, and `<=` up to its end. `2026-01..2026-03` means from the start of the first to the end of the
/// second. `7d`, `2w`, `3m` and `1y` mean the last days, weeks, months or years; `24h` the last hours; `today` and
/// `yesterday` these days.
struct SearchTime {
    let range: TimeRange
    /// Whether the range depends on the present time.
    let isRelative: Bool

    /// - Parameter text: in lower case.
    init?(_ text: Substring, now: Timestamp) {
        if let range = Self.fixed(text) {
            self.init(range: range, isRelative: false)
        } else if let range = Self.relative(text, now) {
            self.init(range: range, isRelative: true)
        } else {
            return nil
        }
    }

    private init(range: TimeRange, isRelative: Bool) {
        self.range = range
        self.isRelative = isRelative
    }

    private static func fixed(_ text: Substring) -> TimeRange? {
        if let dots = text.firstRange(of: "..") {
            guard let first = period(text[..<dots.lowerBound]), let last = period(text[dots.upperBound...])
            else { return nil }
            return TimeRange(start: first.start, end: last.end)
        }
        for comparison in [">=", "<=", ">", "<"] where text.hasPrefix(comparison) {
            guard let period = period(text.dropFirst(comparison.count)) else { return nil }
            return switch comparison {
            case ">=": TimeRange(start: period.start)
            case "<=": TimeRange(end: period.end)
            case ">": TimeRange(start: period.end)
            default: TimeRange(end: period.start)
            }
        }
        return period(text)
    }

    /// A year, a month or a day.
    private static func period(_ text: Substring) -> TimeRange? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), parts[0].utf8.count == 4,
            parts.dropFirst().allSatisfy({ (1...2).contains($0.utf8.count) })
        else { return nil }
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? CInt(part) : nil
        }
        guard numbers.count == parts.count, numbers[0] >= 1 else { return nil }
        let month = numbers.count > 1 ? numbers[1] : 1
        let day = numbers.count > 2 ? numbers[2] : 1
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        let start = startOfDay(numbers[0], month, day)
        let end =
            switch numbers.count {
            case 1: startOfDay(numbers[0] + 1, 1, 1)
            case 2: startOfDay(numbers[0], month + 1, 1)
            default: startOfDay(numbers[0], month, day + 1)
            }
        guard let start, let end, start < end else { return nil }
        // February 30 would be a day of March.
        if numbers.count == 3, let next = startOfDay(numbers[0], month + 1, 1), start >= next { return nil }
        // No time is later than the year 9999.
        return TimeRange(start: start, end: end == .distantFuture ? nil : end)
    }

    private static func relative(_ text: Substring, _ now: Timestamp) -> TimeRange? {
        var seconds = time_t(now.microseconds / 1_000_000)
        var today = tm()
        guard localtime_r(&seconds, &today) != nil else { return nil }
        let (year, month, day) = (today.tm_year + 1900, today.tm_mon + 1, today.tm_mday)
        if text == "today" { return TimeRange(start: startOfDay(year, month, day)) }
        if text == "yesterday" {
            return TimeRange(start: startOfDay(year, month, day - 1), end: startOfDay(year, month, day))
        }
        guard let unit = text.last, let count = CInt(text.dropLast()), (1...9999).contains(count),
            text.first != "+"
        else { return nil }
        // A day of the last days begins at the same time as now.
        func earlier(years: CInt = 0, months: CInt = 0, days: CInt = 0) -> Timestamp? {
            var parts = today
            parts.tm_year -= years
            parts.tm_mon -= months
            parts.tm_mday -= days
            return timestamp(&parts)
        }
        let start: Timestamp? =
            switch unit {
            case "h": Timestamp(microseconds: now.microseconds - Int64(count) * 3_600_000_000)
            case "d": earlier(days: count)
            case "w": earlier(days: 7 * count)
            case "m": earlier(months: count)
            case "y": earlier(years: count)
            default: nil
            }
        return start.map { TimeRange(start: $0) }
    }

    /// The first moment of a day. Days and months beyond the end of a month or a year count on.
    private static func startOfDay(_ year: CInt, _ month: CInt, _ day: CInt) -> Timestamp? {
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = month - 1
        parts.tm_mday = day
        return timestamp(&parts)
    }

    private static func timestamp(_ parts: inout tm) -> Timestamp? {
        parts.tm_isdst = -1
        parts.tm_wday = -1
        let seconds = mktime(&parts)
        // mktime returns -1 for an error, too. Then it leaves the day of the week.
        guard seconds != -1 || parts.tm_wday != -1 else { return nil }
        return Timestamp(microseconds: Int64(seconds) * 1_000_000)
    }
}
