import Glibc
import Notes

/// A time as pages show it.
struct Moment: TemplateContext {
    enum Name: Int, CaseIterable { case datetime, text }

    let timestamp: Timestamp

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        // HTML allows at most three digits for the fraction of a second (HTML, section 2.3.5.7).
        case .datetime: .text(timestamp.text(separator: "T", length: 23, suffix: "Z"))
        case .text: .text(timestamp.localText)
        }
    }
}

extension Timestamp {
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// A text like `3 Nov 2025, 20:57`, in the time zone of this process. It is absolute, because pages are cached.
    var localText: String {
        // Rounds down, also before 1970.
        var seconds = time_t((microseconds >= 0 ? microseconds : microseconds - 999_999) / 1_000_000)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil, Self.months.indices.contains(Int(parts.tm_mon)) else {
            return text(separator: " ", length: 16, suffix: " UTC")
        }
        return String(unsafeUninitializedCapacity: 32) { bytes in
            var end = 0
            func append(_ text: StaticString) {
                text.withUTF8Buffer {
                    for byte in $0 {
                        bytes[end] = byte
                        end += 1
                    }
                }
            }
            func append(_ number: CInt) {
                if number >= 10 { append(number / 10) }
                bytes[end] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
                end += 1
            }
            func appendTwoDigits(_ number: CInt) {
                append(number / 10)
                append(number % 10)
            }
            append(parts.tm_mday)
            append(" ")
            append(Self.months[Int(parts.tm_mon)])
            append(" ")
            // The year 0000 in UTC can be the year -1 here.
            append(max(0, parts.tm_year + 1900))
            append(", ")
            appendTwoDigits(parts.tm_hour)
            append(":")
            appendTwoDigits(parts.tm_min)
            return end
        }
    }
}
