import Notes

extension JSONWriter {
    /// A note, its members always in this order.
    mutating func note(_ note: Note) {
        raw("{\"id\":")
        integer(note.id)
        raw(",\"title\":")
        string(note.title)
        raw(",\"content\":")
        string(note.content)
        raw(",\"is_pinned\":")
        bool(note.isPinned)
        raw(",\"created_at\":")
        timestamp(note.createdAt)
        raw(",\"updated_at\":")
        timestamp(note.updatedAt)
        raw("}")
    }

    mutating func notes(_ notes: [Note]) {
        array(notes) { note, writer in writer.note(note) }
    }

    private mutating func timestamp(_ timestamp: Timestamp?) {
        guard let timestamp else { return raw("null") }
        string(timestamp.rfc3339)
    }
}
