import Glibc

/// A moment in UTC with a precision of one microsecond, in the years 0000 to 9999.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z, without leap seconds.
    public let microseconds: Int64

    /// The microseconds that a time can have.
    public static let years = Int64(-62_167_219_200_000_000)..<253_402_300_800_000_000

    /// - Parameter microseconds: in `years`; otherwise, the nearest time.
    public init(microseconds: Int64) {
        self.microseconds = min(max(microseconds, Self.years.lowerBound), Self.years.upperBound - 1)
    }

    /// The latest time.
    static let distantFuture = Timestamp(microseconds: .max)

    public static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

    /// The time for a change that comes after a change at `previous`: this time, or 1 µs after `previous` if the clock is
    /// behind. Ignores a `previous` from the year 9000 on: no later time may be possible. The triggers of the database
    /// follow the same rule.
    public func following(_ previous: Timestamp?) -> Timestamp {
        guard let previous, previous.microseconds < Self.year9000, self <= previous else { return self }
        return Timestamp(microseconds: previous.microseconds + 1)
    }

    /// 9000-01-01T00:00:00Z
    private static let year9000: Int64 = 221_845_392_000_000_000

    /// The form of RFC 3339, section 5.6: `2026-01-31T09:05:00.000123Z`.
    public var rfc3339: String { text(separator: "T", suffix: "Z") }

    /// Reads a text like `2026-01-31T09:05:00.000123Z`. A space may replace T, Z may be missing, and the fraction may
    /// have fewer digits or be missing.
    public init?(_ text: String) {
        var text = text
        guard let timestamp = text.withUTF8(Timestamp.init(utf8:)) else { return nil }
        self = timestamp
    }

    /// Reads a text in UTF-8, in the forms that `init(_:)` reads.
    public init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        func has(_ character: Unicode.Scalar, at position: Int) -> Bool {
            position < text.count && text[position] == UInt8(ascii: character)
        }
        @inline(__always) func number(_ digits: Range<Int>) -> Int64? {
            guard digits.upperBound <= text.count else { return nil }
            var value: Int64 = 0
            for position in digits {
                let digit = text[position] &- UInt8(ascii: "0")
                guard digit < 10 else { return nil }
                value = value * 10 + Int64(digit)
            }
            return value
        }
        guard let year = number(0..<4), has("-", at: 4), let month = number(5..<7), has("-", at: 7),
            let day = number(8..<10), has(" ", at: 10) || has("T", at: 10), let hour = number(11..<13),
            has(":", at: 13), let minute = number(14..<16), has(":", at: 16), let second = number(17..<19),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        // Refuses February 30, for example, which `days` counts as a day of March.
        guard day <= 28 || Self.date(days: days).day == day else { return nil }
        let end = has("Z", at: text.count - 1) ? text.count - 1 : text.count
        var fraction: Int64 = 0
        if end > 19 {
            guard has(".", at: 19), (21...26).contains(end), let value = number(20..<end) else { return nil }
            fraction = (end..<26).reduce(value) { value, _ in value * 10 }
        }
        microseconds = (days * 86400 + hour * 3600 + minute * 60 + second) * 1_000_000 + fraction
    }

    /// A text like `2026-01-31 09:05:00.000123`, with six digits after the point.
    ///
    /// - Parameters:
    ///   - separator: the character between date and time, in ASCII.
    ///   - length: how many characters of this text to keep, at most 26.
    ///   - suffix: at most four characters that follow, in ASCII.
    ///   - isQuoted: whether the text has double quotes around it.
    public func text(
        separator: Unicode.Scalar, length: Int = 26, suffix: String = "", isQuoted: Bool = false
    ) -> String {
        String(unsafeUninitializedCapacity: Self.maximumTextBytes) {
            write(
                to: UnsafeMutableRawBufferPointer($0), separator: separator, length: length, suffix: suffix,
                isQuoted: isQuoted)
        }
    }

    /// The most bytes that `write` writes.
    public static let maximumTextBytes = 32

    /// Writes the same text as `text`, in ASCII, into `bytes`. Returns the number of bytes.
    public func write(
        to bytes: UnsafeMutableRawBufferPointer, separator: Unicode.Scalar, length: Int = 26, suffix: String = "",
        isQuoted: Bool = false
    ) -> Int {
        let (seconds, fraction) = Self.floorDivision(microseconds, 1_000_000)
        let (days, secondOfDay) = Self.floorDivision(seconds, 86400)
        let (year, month, day) = Self.date(days: days)
        var end = 0
        func appendQuote() {
            bytes[end] = UInt8(ascii: "\"")
            end += 1
        }
        @inline(__always) func append(_ value: Int64, digits: Int, then terminator: Unicode.Scalar?) {
            var value = value
            for position in (end..<(end + digits)).reversed() {
                bytes[position] = UInt8(ascii: "0") + UInt8(value % 10)
                value /= 10
            }
            end += digits
            guard let terminator else { return }
            bytes[end] = UInt8(ascii: terminator)
            end += 1
        }
        if isQuoted { appendQuote() }
        let start = end
        append(year, digits: 4, then: "-")
        append(month, digits: 2, then: "-")
        append(day, digits: 2, then: separator)
        append(secondOfDay / 3600, digits: 2, then: ":")
        append(secondOfDay / 60 % 60, digits: 2, then: ":")
        append(secondOfDay % 60, digits: 2, then: ".")
        append(fraction, digits: 6, then: nil)
        end = min(end, start + length)
        for byte in suffix.utf8 {
            bytes[end] = byte
            end += 1
        }
        if isQuoted { appendQuote() }
        return end
    }

    // Inlined, so that the compiler knows the divisor and multiplies instead.
    @inline(__always)
    private static func floorDivision(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let remainder = (value % divisor + divisor) % divisor
        return ((value - remainder) / divisor, remainder)
    }

    // Both functions use Gregorian eras of 400 years. Years begin in March, so a leap day is the last day of a year.

    /// The number of days from 1970-01-01 to a date.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let (era, yearOfEra) = floorDivision(month > 2 ? year : year - 1, 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The date that is `days` after 1970-01-01.
    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivision(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = (shiftedMonth + 2) % 12 + 1
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
