import Notes

/// A message about a change that the user made. The page after the change shows it once.
struct Flash: Sendable, Equatable {
    /// The raw values are part of the cookie.
    enum Kind: Character {
        case created = "c"
        case updated = "u"
        case deleted = "d"
        case merged = "m"
        case broughtBack = "b"
        case restored = "r"
        case restoredWithNewID = "n"
        case deletedForGood = "g"
        case emptied = "e"
        case leftTrash = "l"
    }

    /// The data of a form that takes the change back. The form restores an earlier version of the note.
    struct Undo: Sendable, Equatable {
        /// The note's id.
        let id: Int64
        /// The version that the form restores.
        let version: NoteVersion
        /// The note's version after the change; nil if the change deleted the note.
        let current: NoteVersion?
    }

    let kind: Kind
    /// nil if the flash has no Undo button.
    let undo: Undo?

    /// The number of notes that were deleted for good; nil unless the kind is `emptied`.
    let count: Int?

    init(_ kind: Kind, undo: Undo? = nil, count: Int? = nil) {
        self.kind = kind
        self.undo = undo
        self.count = count
    }

    var text: String {
        switch kind {
        case .created: "Note created successfully."
        case .updated: "Note updated."
        case .deleted: "Note deleted."
        case .merged: "Saved, together with a change made meanwhile."
        case .broughtBack: "Saved. The note had been deleted meanwhile, and is back with your text."
        case .restored: "The note is back as it was."
        case .restoredWithNewID: "The note is back, under a new address, because another note has its old one."
        case .deletedForGood: "The note was deleted for good."
        case .emptied:
            switch count ?? 0 {
            case 0: "There was nothing left to delete."
            case 1: "1 note was deleted for good."
            case let count: "\(count) notes were deleted for good."
            }
        case .leftTrash: "The note is no longer in the trash as you saw it. Nothing was changed."
        }
    }
}
