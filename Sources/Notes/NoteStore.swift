/// Keeps notes.
///
/// Every method blocks until it is done, and may be called from any thread. Besides the errors in its own description,
/// every method may throw `NotesError.corrupt`. A method that writes may also throw `busy`, `full`, `readOnly` and
/// `moved`. All other errors are internal errors of the store.
public protocol NoteStore: Sendable {
    /// A number that changes with every commit of any program. While the number stays the same, the stored notes stay
    /// the same. The number may also change without a commit. nil if the store cannot tell.
    ///
    /// - Parameter time: a time in the past. The result may lack only commits after it.
    func version(since time: ContinuousClock.Instant) throws -> Int64?

    /// A number that stays the same while a note stays the same. It may also change for other reasons. nil if the store
    /// cannot tell at the moment.
    ///
    /// A change makes it higher than all numbers that this method and `lastLinkChange(to:)` returned before.
    func lastChange(of id: Int64) -> Int64?

    /// A number that stays the same while the notes that link to the note with a title stay the same, and their titles. It may
    /// also change for other reasons. nil if the store cannot tell at the moment.
    ///
    /// A change makes it higher than all numbers that this method and `lastChange(of:)` returned before.
    func lastLinkChange(to title: String) -> Int64?

    /// Checks in much less than a second whether notes can be read and written. Changes nothing.
    ///
    /// - Throws: the error that reading or writing a note would throw now.
    func check() throws

    var statistics: StoreStatistics { get }

    /// Calls `body` with the note with an id.
    ///
    /// - Throws: `NotesError.notFound`.
    func lend(_ id: Int64, to body: (LentNote) throws -> Void) throws

    /// Calls `body` with each note on one page of all notes, or of the notes that contain the query's text. A page past the
    /// end has no notes.
    ///
    /// If each page starts at the `end` of the page before, a note that nobody changes is on exactly one page.
    ///
    /// - Throws: `NotesError.tooLarge`, perhaps after some calls of `body`; `NotesError.overloaded` for a search;
    ///   `NotesError.positionLost` if the query's `start` has an unknown value, and the note no longer has that version.
    func lend(_ query: NoteQuery, to body: (LentNote) throws -> Void) throws -> PageSummary

    /// Returns how many notes come before a note in an order of all notes; nil if there is no such note.
    func position(of id: Int64, in order: NoteQuery.Order) throws -> Int?

    /// Returns the id of the note with a title, as `TextFold` compares; if there are several, the newest one's; nil if there
    /// is none.
    ///
    /// - Throws: `NotesError.overloaded`, if a million notes have changed, for example.
    func id(titled title: String) throws -> Int64?

    /// Returns the notes that link to a note. A link leads to a note if `id(titled:)` finds that note by the link's title.
    ///
    /// - Returns: at most about fifty notes, without the note itself. Not complete, too, while many notes wait to be indexed.
    func notes(linkingTo note: Note) throws -> LinkingNotes

    /// Returns all tags, in the order of their folded names.
    func tags() throws -> TagList

    /// Adds a note, created and updated now. The note is durable when this returns.
    ///
    /// - Parameters:
    ///   - user: the name of the user who writes, if known.
    ///   - key: if an earlier call of this user had the same key and content, this call adds no note.
    /// - Returns: the new note. If `isRepeated`, the note as the earlier call created it; or as it is now, if the history
    ///   no longer has that version.
    /// - Throws: `NotesError.keyReused`, `NotesError.gone`.
    func create(_ fields: NoteFields, by user: String?, key: IdempotencyKey?) throws
        -> (note: Note, isRepeated: Bool)

    /// Returns the note that an earlier call of `create` by this user with the same key and content added; nil if there was
    /// no such call.
    ///
    /// - Returns: the note as a repeated call of `create` returns it.
    /// - Throws: `NotesError.keyReused`, `NotesError.gone`.
    func created(with key: IdempotencyKey, by user: String?) throws -> Note?

    /// Changes a note. Sets `updatedAt` if a field gets a different value. The change is durable when this returns.
    ///
    /// - Parameter condition: whether a version may be replaced; nil for any version.
    /// - Returns: the note with the changes.
    /// - Throws: `NotesError.notFound`; `NotesError.changed` if `condition` returns false for the current version.
    func update(_ id: Int64, _ changes: NoteChanges, by user: String?, if condition: VersionCondition?) throws -> Note

    /// Moves a note to the trash, or deletes it for good if `retention` keeps no trash. This is durable when it returns.
    ///
    /// - Returns: the note as it was.
    /// - Throws: as `update`.
    func delete(_ id: Int64, by user: String?, if condition: VersionCondition?) throws -> Note

    /// How long the store keeps the history and the trash.
    var retention: Retention { get }

    /// Returns one version of a note, which may be in the trash.
    ///
    /// - Parameter version: nil for the newest version: the current one, or the last one of a deleted note.
    /// - Throws: `NotesError.notFound`.
    func revision(_ version: NoteVersion?, of id: Int64) throws -> NoteRevision

    /// Returns one version of a note, which may be in the trash, with the next and the newest version.
    ///
    /// - Throws: `NotesError.notFound`.
    func comparedRevision(_ version: NoteVersion, of id: Int64) throws -> ComparedRevision

    /// Returns one page of a note's versions, the newest first, without contents. The note may be in the trash.
    ///
    /// If another program gave the id of a deleted note to a new note, the history of the new note begins there.
    ///
    /// - Throws: `NotesError.notFound`.
    func history(of id: Int64, offset: Int, size: Int) throws -> NoteHistory

    /// Returns one page of the deleted notes, as they were, most recently deleted first.
    ///
    /// - Parameter query: its `text` is searched for in titles only. Its `order` has no effect.
    /// - Throws: `NotesError.tooLarge`.
    func trash(_ query: NoteQuery) throws -> RevisionPage

    /// Turns a note back into an earlier version, which becomes the newest version. Also brings back a deleted note.
    ///
    /// - Parameters:
    ///   - version: nil for the last version of a deleted note.
    ///   - condition: whether a note in this state may be restored; nil for any state.
    /// - Returns: the note. It has another id if another program gave the id of the deleted note to a new note.
    /// - Throws: `NotesError.notFound`; `NotesError.changed` if `condition` returns false.
    func restore(_ id: Int64, to version: NoteVersion?, by user: String?, if condition: StateCondition?) throws
        -> Note

    /// Deletes a note in the trash, with its history, for good.
    ///
    /// - Parameters:
    ///   - version: the last version of the note; nil for the note with this id that was deleted last.
    ///   - condition: whether the note may be deleted for good in its last version; nil for any version.
    /// - Throws: `NotesError.notFound`; `NotesError.changed` if `condition` returns false.
    func purge(_ id: Int64, _ version: NoteVersion?, if condition: VersionCondition?) throws

    /// Deletes the notes in the trash, with their history, for good.
    ///
    /// - Parameter mark: deletes no note that was deleted after the page of the trash with this `RevisionPage.mark`.
    /// - Returns: the number of notes.
    func emptyTrash(upTo mark: Int64) throws -> Int

    /// Closes the store. No other method works after this call. If a program ends without this call, no data is lost,
    /// but the next start may take longer.
    func close()
}

/// Returns whether a write may replace a version of a note. A store calls it inside its transaction.
public typealias VersionCondition = @Sendable (NoteVersion) -> Bool

/// Returns whether a note may be restored from a state. A store calls it inside its transaction.
public typealias StateCondition = @Sendable (NoteState) -> Bool

extension NoteStore {
    public func lastChange(of id: Int64) -> Int64? { nil }

    public func lastLinkChange(to title: String) -> Int64? { nil }

    /// Returns a copy of the note with an id.
    ///
    /// - Throws: `NotesError.notFound`.
    public func note(_ id: Int64) throws -> Note {
        var note: Note?
        try lend(id) { note = Note($0) }
        guard let note else { throw NotesError.notFound }
        return note
    }

    /// Returns copies of the notes on a page. Throws the same errors as `lend(_:to:)`.
    public func page(_ query: NoteQuery) throws -> NotePage {
        var notes: [Note] = []
        let summary = try lend(query) { notes.append(Note($0)) }
        return NotePage(notes: notes, summary: summary)
    }
}
