/// The notes that link to a note by its title.
public struct LinkingNotes: Sendable, Equatable {
    public struct Note: Sendable, Equatable {
        public let id: Int64
        public let title: String

        public init(id: Int64, title: String) {
            self.id = id
            self.title = title
        }
    }

    /// The notes with the highest ids, which are usually the newest, first.
    public let notes: [Note]
    /// Whether these are all of them.
    public let isComplete: Bool

    /// No note links to the note.
    public static let empty = LinkingNotes(notes: [], isComplete: true)

    public init(notes: [Note], isComplete: Bool) {
        self.notes = notes
        self.isComplete = isComplete
    }
}
