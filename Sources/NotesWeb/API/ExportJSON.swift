import Notes

/// How the export writes notes and past versions as JSON. The extensions below read them for the import.
extension JSONWriter {
    /// Writes a note or a past version as an object.
    mutating func exported(_ revision: NoteRevision) {
        object { json in
            revision.note.lend { json.members(of: $0) }
            if let endedAt = revision.endedAt {
                json.member("replaced_at", endedAt)
                json.member("deleted", revision.isDeletion)
                json.member("restored_at", revision.restoredAt)
                json.member("user", revision.user)
                json.member("deleted_by", revision.deletedBy)
            } else if let user = revision.user {
                json.member("user", user)
            }
        }
    }
}

extension NoteRevision {
    /// Reads a note or a past version from the object in a line of an export. The object must have all members and no
    /// others.
    ///
    /// - Throws: `UserError` that tells what is wrong with the object.
    init(exportedMembers: [String: JSONReader.Value]) throws(UserError) {
        var members = ExportedMembers(members: exportedMembers)
        self.init(note: try Note(&members))
        if members.has("replaced_at") {
            endedAt = try members.time("replaced_at")
            guard endedAt != nil else { throw UserError("its replaced_at is null") }
            isDeletion = try members.flag("deleted")
            restoredAt = try members.time("restored_at")
            user = try members.optionalText("user")
            deletedBy = try members.optionalText("deleted_by")
        } else if members.has("user") {
            user = try members.text("user")
        }
        try members.end()
    }
}

extension Note {
    /// The largest id that an import accepts. A new note always gets an id above all earlier ids
    /// (https://www.sqlite.org/autoinc.html), so this limit leaves four billion ids for new notes.
    private static let maximumImportedID = Int64.max - (1 << 32)

    fileprivate init(_ members: inout ExportedMembers) throws(UserError) {
        guard case .integer(let id) = try members.take("id"), id <= Self.maximumImportedID else {
            throw UserError("its id is not a whole number up to \(Self.maximumImportedID)")
        }
        self.init(
            id: id, title: try members.text("title"), content: try members.text("content"),
            isPinned: try members.flag("is_pinned"), createdAt: try members.time("created_at"),
            updatedAt: try members.time("updated_at"))
    }
}

/// The members of an object in a line of an export. Each method removes the member that it returns.
private struct ExportedMembers {
    var members: [String: JSONReader.Value]

    func has(_ name: String) -> Bool { members[name] != nil }

    mutating func take(_ name: String) throws(UserError) -> JSONReader.Value {
        guard let value = members.removeValue(forKey: name) else { throw UserError("it has no \(name)") }
        return value
    }

    mutating func text(_ name: String) throws(UserError) -> String {
        guard case .string(let text) = try take(name) else { throw UserError("its \(name) is not a string") }
        return text
    }

    mutating func optionalText(_ name: String) throws(UserError) -> String? {
        switch try take(name) {
        case .null: nil
        case .string(let text): text
        case .bool, .integer, .other: throw UserError("its \(name) is neither null nor a string")
        }
    }

    mutating func flag(_ name: String) throws(UserError) -> Bool {
        guard case .bool(let flag) = try take(name) else { throw UserError("its \(name) is neither true nor false") }
        return flag
    }

    mutating func time(_ name: String) throws(UserError) -> Timestamp? {
        switch try take(name) {
        case .null: return nil
        case .string(let text):
            if let time = Timestamp(text) { return time }
        case .bool, .integer, .other: break
        }
        throw UserError("its \(name) is neither null nor a time such as 2026-01-31T09:05:00.000123Z")
    }

    /// - Throws: `UserError` if a member is left, because the import could not keep its value.
    func end() throws(UserError) {
        if let other = members.keys.min() { throw UserError("it has the unknown member \(other.debugDescription)") }
    }
}
