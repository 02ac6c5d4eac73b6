/// The version of a note: the time of its last change. It differs after each change of the note.
public struct NoteVersion: Sendable, Hashable {
    /// nil if the note has no time, or a time in an unknown form.
    public let time: Timestamp?

    public init(_ time: Timestamp?) {
        self.time = time
    }
}

extension NoteVersion {
    /// The version in quotes: the entity tag of the note in the API (RFC 9110, section 8.8.3).
    public var entityTag: String { time?.text(separator: "T", suffix: "Z", isQuoted: true) ?? "\"0\"" }
}

extension NoteVersion: LosslessStringConvertible {
    /// The time as in the API's member `updated_at`, such as `2026-01-31T09:05:00.000123Z`; `0` without a time.
    public var description: String { time?.rfc3339 ?? "0" }

    /// Reads a version in exactly the form of `description`.
    public init?(_ text: String) {
        self.init(text == "0" ? nil : Timestamp(text))
        guard description == text else { return nil }
    }
}

extension Note {
    public var version: NoteVersion { NoteVersion(updatedAt) }
}
