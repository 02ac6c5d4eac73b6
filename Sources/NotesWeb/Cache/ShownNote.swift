import Notes

/// A note as its page shows it. The cache keeps it instead of the page, because it is smaller, and because it outlives commits
/// that did not change the note.
final class ShownNote: Sendable {
    /// Without its content.
    let note: Note
    let text: ShownText
    let linking: LinkingNotes
    /// The version of the database at which `linking` was current; nil if it is unknown.
    let linkingVersion: Int64?
    /// The number of the last change of `linking` (`NoteStore.lastLinkChange`); nil if it is unknown.
    let linkChange: Int64?

    init(_ note: Note, text: ShownText, linking: LinkingNotes, version: Int64?, linkChange: Int64?) {
        var note = note
        note.content = ""
        self.note = note
        self.text = text
        self.linking = linking
        linkingVersion = version
        self.linkChange = linkChange
    }
}
