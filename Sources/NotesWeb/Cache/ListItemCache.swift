import Locking
import Notes

/// Keeps the notes that lists showed lately, with their HTML.
///
/// Each write makes lists anew, but most of their notes are as before. They are most of the work for a list.
final class ListItemCache: Sendable {
    /// Usually, these take about 1 MB.
    private static let maximumCount = 300
    /// The longest HTML of an item, in bytes. Only another program or an import can store a title that makes it longer.
    static let maximumBytes = 16 << 10

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
        let key = Key(id: item.note.id, place: item.place)
        items.withLock {
            if $0.count >= Self.maximumCount && $0[key] == nil { $0.removeAll(keepingCapacity: true) }
            $0[key] = item
        }
    }
}
