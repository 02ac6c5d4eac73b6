import Hashing
import Notes

/// A flash in a cookie. It waits for the page that shows it.
struct WaitingFlash: Equatable {
    /// How long a flash waits, in seconds. Then it is dropped.
    static let lifetime: Int64 = 600

    let flash: Flash
    /// The number of the page, from `number(of:)`.
    let page: UInt64
    /// The time when the flash was made, in seconds since 1970.
    let created: Int64

    /// Returns a number that stands for a page in the cookie. It is shorter than the path: 64 bits of a SHA-256.
    ///
    /// - Parameter path: the path of the page's address, with the base path and without the query.
    static func number(of path: Substring) -> UInt64 {
        SHA256.hash(Array(path.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// The text in the cookie: `kind:created:page`, or `kind:created:page:id:version:current` with an Undo button, or
/// `kind:created:page:count` with a count. All numbers are decimal. A version is its time in microseconds since 1970, or
/// `-` without a time. `current` may be empty.
///
/// The text must not contain a dot, because dots separate the parts of the cookie (see `Sessions.cookie`).
extension WaitingFlash: LosslessStringConvertible {
    var description: String {
        var fields = [String(flash.kind.rawValue), String(created), String(page)]
        if let undo = flash.undo {
            fields += [String(undo.id), Self.text(undo.version), undo.current.map(Self.text) ?? ""]
        }
        if let count = flash.count { fields.append(String(count)) }
        return fields.joined(separator: ":")
    }

    /// - Returns: nil for any other text, such as the flashes of an earlier release, which were single letters.
    init?(_ text: String) {
        let fields = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard [3, 4, 6].contains(fields.count), fields[0].count == 1,
            let kind = fields[0].first.flatMap(Flash.Kind.init), let created = Int64(fields[1]),
            let page = UInt64(fields[2])
        else { return nil }
        var undo: Flash.Undo?
        if fields.count == 6 {
            guard let id = Int64(fields[3]), let version = Self.version(fields[4]) else { return nil }
            undo = Flash.Undo(id: id, version: version, current: Self.version(fields[5]))
        }
        let count = fields.count == 4 ? Int(fields[3]) : nil
        guard (kind == .emptied) == (fields.count == 4), (count != nil) == (fields.count == 4) else { return nil }
        self.init(flash: Flash(kind, undo: undo, count: count), page: page, created: created)
    }

    private static func text(_ version: NoteVersion) -> String {
        version.time.map { String($0.microseconds) } ?? "-"
    }

    private static func version(_ text: String) -> NoteVersion? {
        text == "-" ? NoteVersion(nil) : Int64(text).map { NoteVersion(Timestamp(microseconds: $0)) }
    }
}
