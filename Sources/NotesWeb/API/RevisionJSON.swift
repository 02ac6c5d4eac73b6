import Notes

extension JSONWriter {
    /// Writes a version of a note for the list of its versions, without the content.
    mutating func version(_ revision: NoteRevision) {
        object { json in
            json.member("version", revision.note.version.description)
            json.member("title", revision.note.title)
            json.member("is_pinned", revision.note.isPinned)
            json.member("updated_at", revision.note.updatedAt)
            json.end(of: revision)
        }
    }

    /// Writes the note of a version as an object, with the members that only a version has.
    mutating func noteVersion(_ revision: NoteRevision) {
        object { json in
            revision.note.lend { json.members(of: $0) }
            json.member("version", revision.note.version.description)
            json.end(of: revision)
        }
    }

    /// Writes a note in the trash as an object.
    mutating func deletedNote(_ revision: NoteRevision) {
        object { json in
            revision.note.lend { json.members(of: $0) }
            json.member("deleted_at", revision.endedAt)
            json.member("deleted_by", revision.deletedBy)
        }
    }

    /// Writes the members that tell who made a version, and when and how it ended.
    private mutating func end(of revision: NoteRevision) {
        member("replaced_at", revision.endedAt)
        member("deleted", revision.isDeletion)
        member("user", revision.user)
        member("deleted_by", revision.deletedBy)
    }
}
