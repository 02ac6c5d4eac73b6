/// What the table `note_mention` of a store says about a note. The numbers are stored.
public enum MentionKind: Int64, Sendable {
    /// The folded name of a tag in the content.
    case tag
    /// The folded title of a note to which the content links.
    case link
    /// The content has a task that is not done.
    case openTask
    /// The note's own folded title.
    case title
}
