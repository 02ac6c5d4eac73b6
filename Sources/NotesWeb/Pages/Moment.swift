import Glibc
import Notes
import UTF8Text

/// A time as pages show it.
struct Moment: TemplateContext {
    enum Name: Int, CaseIterable { case datetime, text }

    let timestamp: Timestamp

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .datetime: .time(timestamp, .html)
        case .text: .time(timestamp, .local)
        }
    }
}

/// How a template shows a time.
enum TimeForm {
    /// For the attribute `datetime`: `2025-11-03T19:57:00.123Z`.
    case html
    /// As `Timestamp.localText`.
    case local
}

extension UTF8Buffer {
    mutating func append(_ time: Timestamp, _ form: TimeForm) {
        switch form {
        case .html:
            // HTML allows at most three digits for the fraction of a second (HTML, section 2.3.5.7).
            append(atMost: Timestamp.maximumTextBytes) { time.write(to: $0, separator: "T", length: 23, suffix: "Z") }
        case .local: appendLocal(time)
        }
    }

    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private mutating func appendLocal(_ time: Timestamp) {
        // Rounds down, also before 1970.
        let microseconds = time.microseconds
        var seconds = time_t((microseconds >= 0 ? microseconds : microseconds - 999_999) / 1_000_000)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil, Self.months.indices.contains(Int(parts.tm_mon)) else {
            append(atMost: Timestamp.maximumTextBytes) {
                time.write(to: $0, separator: " ", length: 16, suffix: " UTC")
            }
            return
        }
        append(Int64(parts.tm_mday))
        append(" ")
        append(Self.months[Int(parts.tm_mon)])
        append(" ")
        // The year 0000 in UTC can be the year -1 here.
        append(Int64(max(0, parts.tm_year + 1900)))
        append(", ")
        appendTwoDigits(parts.tm_hour)
        append(":")
        appendTwoDigits(parts.tm_min)
    }

    private mutating func appendTwoDigits(_ number: CInt) {
        append(Int64(number / 10))
        append(Int64(number % 10))
    }
}

extension Timestamp {
    /// A text like `3 Nov 2025, 20:57`, in the time zone of this process. It is absolute, because pages are cached.
    var localText: String {
        var text = UTF8Buffer(capacity: Self.maximumTextBytes)
        text.append(self, .local)
        return String(decoding: text.bytes, as: UTF8.self)
    }
}
