import Notes

/// A time as pages show it.
struct Moment: TemplateContext {
    static let names = ["datetime", "text"]

    let timestamp: Timestamp

    func value(_ name: String) -> TemplateValue? {
        switch name {
        // A valid global date and time string (HTML, section 2.4.5.7), to the millisecond: it may have no more digits.
        case "datetime": .text("\(timestamp.rfc3339.prefix(23))Z")
        case "text": .text("\(timestamp.sqlite.prefix(16)) UTC")
        default: nil
        }
    }
}
