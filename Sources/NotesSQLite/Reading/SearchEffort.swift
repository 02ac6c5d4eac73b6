import Locking
import Notes

/// Adds up how much a search reads. A search that reads much becomes a long one (`LongSearches`).
final class SearchEffort {
    /// A search that reads more bytes takes at least ten milliseconds.
    private static let fewBytes = 4 << 20
    /// An entry of an index takes as long as this many bytes of text.
    private static let entryBytes = 100

    /// A long search ends with an error after this time.
    private static let maximumTime = Duration.seconds(20)

    private let longSearches: LongSearches
    private var bytes = 0
    private var permit: Permits.Permit?
    private var deadline = ContinuousClock.now

    init(_ longSearches: LongSearches) {
        self.longSearches = longSearches
    }

    /// Adds an entry of an index, or a note.
    ///
    /// - Parameter textBytes: the length of the note's text.
    /// - Throws: `NotesError.overloaded` if too many long searches wait, or this one takes too long.
    func add(textBytes: Int = 0) throws {
        bytes += Self.entryBytes + textBytes
        guard bytes > Self.fewBytes else { return }
        bytes = 0
        if permit == nil {
            permit = try longSearches.permit()
            deadline = .now + Self.maximumTime
        } else if .now > deadline {
            throw NotesError.overloaded
        }
    }
}
