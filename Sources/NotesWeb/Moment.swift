import Mustache
import Notes

/// A time as pages show it.
struct Moment: MustacheParent {
    static let names = ["datetime", "text"]

    let timestamp: Timestamp

    func child(named name: String) -> Any? {
        switch name {
        // A valid global date and time string (HTML, section 2.4.5.7), to the millisecond: it may have no more digits.
        case "datetime": "\(timestamp.rfc3339.prefix(23))Z"
        case "text": "\(timestamp.sqlite.prefix(16)) UTC"
        default: nil
        }
    }
}
