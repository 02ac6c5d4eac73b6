import Locking
import Notes

/// Keeps the notes that lists showed lately, with their HTML.
///
/// Each write makes lists anew, but most of their notes are as before. They are most of the work for a list.
final class ListItemCache: Sendable {
    /// At most about 1 MB, unless most titles and excerpts are very long.
    private static let maximumCount = 300

    private struct Key: Hashable {
        let id: Int64
        let place: ListPlace
    }

    private let items = Locked<[Key: NoteListItem]>([:])

    /// Returns a note as a list at a place shows it, with its HTML if that is known.
    func item(for note: LentNote, in place: ListPlace) -> NoteListItem {
        let known = items.withLock { $0[Key(id: note.id, place: place)] }
        if let known, known.note.isIdentical(to: note) { return known }
        return NoteListItem(Note(note), in: place, cache: self)
    }

    func keep(_ item: NoteListItem) {
        items.withLock {
            if $0.count >= Self.maximumCount { $0.removeAll(keepingCapacity: true) }
            $0[Key(id: item.note.id, place: item.place)] = item
        }
    }
}
