/// The versions of one note, in a store that keeps past versions as rows.
///
/// Another program may give the id of a deleted note to a new note. So an id can have several *lives*, one for each note.
/// Each life ends with a deletion that was not undone, except the life of a note that exists.
public struct NoteLife: Sendable {
    /// The place of a past version in a store.
    public struct Entry: Sendable {
        /// The id of its row. Later changes have higher ids.
        public let row: Int64
        public let version: NoteVersion
        /// Whether the note was deleted, and did not come back.
        public let endsLife: Bool

        public init(row: Int64, version: NoteVersion, endsLife: Bool) {
            (self.row, self.version, self.endsLife) = (row, version, endsLife)
        }
    }

    public let noteID: Int64
    /// Whether no later note had this id.
    public let isNewest: Bool
    /// The note; nil if it is deleted.
    public let current: Note?
    /// The rows of this life, the newest first. Not empty if the note is deleted.
    public private(set) var entries: [Entry] = []

    /// Returns all lives of an id, the newest first. Empty if no note has or had this id.
    ///
    /// - Parameters:
    ///   - current: the note with this id, if there is one.
    ///   - entries: all past versions of the id, the newest first.
    public static func all(of id: Int64, current: Note?, entries: [Entry]) -> [NoteLife] {
        var lives = current.map { [NoteLife(noteID: id, isNewest: true, current: $0)] } ?? []
        for entry in entries {
            if entry.endsLife || lives.isEmpty {
                lives.append(NoteLife(noteID: id, isNewest: lives.isEmpty, current: nil))
            }
            lives[lives.count - 1].entries.append(entry)
        }
        return lives
    }

    /// The number of versions, including the current one.
    public var count: Int { entries.count + (current == nil ? 0 : 1) }

    /// The version at a position, where 0 is the newest; nil for the current one.
    public func entry(at position: Int) -> Entry? {
        if current == nil { return entries[position] }
        return position == 0 ? nil : entries[position - 1]
    }

    /// The position of a version, where 0 is the newest; nil if the version is not stored.
    public func position(of version: NoteVersion) -> Int? {
        if current?.version == version { return 0 }
        return entries.firstIndex { $0.version == version }.map { $0 + (current == nil ? 0 : 1) }
    }

    /// Returns the row of a past version; nil if it is not stored.
    public func row(of version: NoteVersion) -> Int64? {
        entries.first { $0.version == version }?.row
    }

    /// Returns the time of a change that follows all versions of this life.
    public func nextVersion() -> Timestamp {
        ([current?.updatedAt] + entries.map(\.version.time)).reduce(.now()) { $0.following($1) }
    }
}
