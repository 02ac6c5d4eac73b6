#if PostgreSQL
import Notes

/// Conditions on the table `note_mention`. The index has only the beginnings of names.
enum MentionSQL {
    /// - Parameter name: a parameter with a folded name.
    static func isNamed(_ name: String, _ kind: MentionKind) -> String {
        "kind = \(kind.rawValue) AND left(name, 250) = left(\(name), 250) AND name = \(name)"
    }

    /// Selects the notes with a tag, or a tag below it. In the order of bytes, 0 follows /.
    static func ids(withTag name: String) -> String {
        """
        SELECT id FROM note_mention WHERE \(isNamed(name, .tag))
        UNION SELECT id FROM note_mention WHERE kind = \(MentionKind.tag.rawValue)
            AND left(name, 250) >= left(\(name) || '/', 250) AND left(name, 250) < left(\(name) || '0', 250) || '0'
            AND starts_with(name, \(name) || '/')
        """
    }
}
#endif
