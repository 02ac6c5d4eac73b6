import Locking
import Notes

/// Keeps the excerpts that lists showed lately.
///
/// Each write makes lists anew, but most of their notes are as before. Making the excerpts again would double the cost of a
/// list.
final class ExcerptCache: Sendable {
    /// At most about 1 MB.
    private static let maximumCount = 300

    private let excerpts = Locked<[Int64: (content: String, excerpt: String)]>([:])

    func excerpt(of note: Note) -> String {
        if let known = excerpts.withLock({ $0[note.id] }), known.content == note.content { return known.excerpt }
        let excerpt = note.excerpt
        excerpts.withLock {
            if $0.count >= Self.maximumCount { $0.removeAll(keepingCapacity: true) }
            $0[note.id] = (note.content, excerpt)
        }
        return excerpt
    }
}
