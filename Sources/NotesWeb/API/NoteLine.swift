public import Notes

/// A note, or a past version of a note, as one line of an export, in the JSON form of the API.
///
/// Only a past version has the member `replaced_at`. A note has the member `user` only if the user is known.
public enum NoteLine {
    /// The longest line, in bytes. It has room for ten times the content that the API accepts, even if every
    /// byte is escaped.
    public static let maximumBytes = 64 << 20

    /// Returns a note or a past version as one line, with the line feed.
    ///
    /// - Throws: `UserError` if the line would be longer than `maximumBytes`.
    public static func bytes(of revision: NoteRevision) throws(UserError) -> [UInt8] {
        var json = JSONWriter()
        json.exported(revision)
        json.lineFeed()
        guard json.count <= maximumBytes else { throw tooLong }
        return json.bytes
    }

    /// Reads a note or a past version from a line. The rules for new notes, such as the length of a title, do not apply, because other
    /// programs may have stored notes that break these rules.
    ///
    /// - Parameter line: with or without its line feed.
    /// - Throws: `UserError` that tells what is wrong with the line.
    public static func revision(in line: [UInt8]) throws(UserError) -> NoteRevision {
        guard line.count <= maximumBytes else { throw tooLong }
        var reader = JSONReader(line)
        let members: [String: JSONReader.Value]
        do {
            members = try reader.members() ?? [:]
        } catch {
            throw UserError("it is not a JSON object (column \(error.column): \(error.reason))")
        }
        if reader.hasRepeatedName { throw UserError("it has two members of one name") }
        return try NoteRevision(exportedMembers: members)
    }

    private static let tooLong = UserError("it is longer than \(maximumBytes >> 20) MiB")
}
