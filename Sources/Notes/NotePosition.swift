/// A position in an order of notes: right after a note. A position with a known value stays where it is if the note is
/// changed or deleted.
public struct NotePosition: Sendable, Equatable {
    /// The value by which the order sorts the note. Notes with equal values are sorted by their ids.
    public enum Value: Sendable, Equatable {
        /// The note has no value, because another program stored NULL.
        case null
        /// The value as the store keeps it.
        case text(String)
        /// Another program stored a value that is no text, or too long a text. It is known only while the note has this version.
        case unknown(NoteVersion)
    }

    /// The longest text in a position, in bytes. A title that follows the rules is never longer.
    public static let maximumTextBytes = 4 * NoteDraft.maximumTitleLength

    public let value: Value
    public let id: Int64

    public init(_ value: Value, id: Int64) {
        self.value = value
        self.id = id
    }
}
