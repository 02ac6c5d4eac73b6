public import Notes

/// A note as one line of an export: JSON in the form that the API answers with.
public enum NoteLine {
    /// Why a line is none, in a few words.
    public struct Bad: Error, CustomStringConvertible {
        public let description: String
    }

    /// The most that a line may have, in bytes: ten times a content that the API takes, however it is escaped.
    public static let maximumBytes = 64 << 20

    /// The largest id that is imported: SQLite makes no id below the largest that ever was
    /// (https://www.sqlite.org/autoinc.html), so four billion are left for new notes.
    static let maximumID = Int64.max - 1 << 32

    /// - Returns: the line with its end.
    /// - Throws: `Bad` if it would be longer than a line may be.
    public static func bytes(of note: Note) throws(Bad) -> [UInt8] {
        var writer = JSONWriter()
        writer.note(note)
        writer.raw("\n")
        guard writer.bytes.count <= maximumBytes else { throw tooLong }
        return writer.bytes
    }

    /// Reads a line exactly: it must have a note's members and no other, but the rules for what people send to the API
    /// (the length of a title, say) do not matter, since other programs may have kept such notes.
    ///
    /// - Parameter line: with or without its end.
    /// - Throws: `Bad`.
    public static func note(in line: [UInt8]) throws(Bad) -> Note {
        guard line.count <= maximumBytes else { throw tooLong }
        guard String(validating: line, as: UTF8.self) != nil else { throw Bad(description: "it is not UTF-8") }
        var members: [String: JSONReader.Value]
        var reader = JSONReader(line)
        do {
            members = try reader.members() ?? [:]
        } catch {
            throw Bad(description: "it is not a JSON object")
        }
        if reader.hasRepeatedName { throw Bad(description: "it has two members of one name") }
        func take(_ name: String) throws(Bad) -> JSONReader.Value {
            guard let value = members.removeValue(forKey: name) else { throw Bad(description: "it has no \(name)") }
            return value
        }
        func text(_ name: String) throws(Bad) -> String {
            guard case .string(let text) = try take(name) else { throw Bad(description: "its \(name) is no string") }
            return text
        }
        func time(_ name: String) throws(Bad) -> Timestamp? {
            switch try take(name) {
            case .null: return nil
            case .string(let text):
                if let time = Timestamp(text) { return time }
            case .bool, .integer, .other: break
            }
            throw Bad(description: "its \(name) is neither null nor a time as in 2026-01-31T09:05:00.000123Z")
        }
        guard case .integer(let id) = try take("id"), id <= maximumID else {
            throw Bad(description: "its id is no whole number up to \(maximumID)")
        }
        let (title, content) = (try text("title"), try text("content"))
        guard case .bool(let isPinned) = try take("is_pinned") else {
            throw Bad(description: "its is_pinned is neither true nor false")
        }
        let (created, updated) = (try time("created_at"), try time("updated_at"))
        // What is not understood would be lost.
        if let other = members.keys.min() { throw Bad(description: "no note has the member \(other.debugDescription)") }
        return Note(id: id, title: title, content: content, isPinned: isPinned, createdAt: created, updatedAt: updated)
    }

    private static let tooLong = Bad(description: "it is longer than \(maximumBytes >> 20) MiB")
}
