/// What the table `note_mention` says about a note.
enum MentionKind: Int {
    /// The folded name of a tag in the content.
    case tag
    /// The folded title of a note to which the content links.
    case link
    /// The content has a task that is not done.
    case openTask
    /// The note's own folded title.
    case title
}
