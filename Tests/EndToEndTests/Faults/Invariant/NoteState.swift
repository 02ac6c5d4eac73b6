/// The fields of a note in one version.
struct NoteState: Hashable, Sendable {
    var title: String
    var content: String
    var isPinned: Bool

    init(title: String, content: String, isPinned: Bool) {
        self.title = title
        self.content = content
        self.isPinned = isPinned
    }

    init(_ note: NoteJSON) {
        self.init(title: note.title, content: note.content, isPinned: note.is_pinned)
    }

    /// The note as a form shows it, where each line end is LF.
    var inForm: NoteState {
        NoteState(title: title, content: content.replacing("\r\n", with: "\n"), isPinned: isPinned)
    }

    /// The lines of the content, without their line ends.
    var lines: [Substring] {
        inForm.content.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The last word of the title and of each line. A change writes a word there that no other change has.
    var lastWords: [Substring] {
        (lines + [title[...]]).compactMap { $0.split(separator: " ").last }
    }
}
