import HTTPValues
import Markdown
import Notes

/// What the cache keeps.
enum CachedValue: Sendable {
    indirect case response(Outcome)
    case note(ShownNote)

    /// The only note on which the value depends; nil if there may be others.
    var noteID: Int64? {
        switch self {
        case .response(let outcome): outcome.response.item?.id
        case .note(let shown): shown.note.id
        }
    }

    /// Whether the value was made from a version of its note.
    func has(_ version: NoteVersion) -> Bool {
        switch self {
        case .response(let outcome): outcome.response.item?.version == version.entityTag
        case .note(let shown): shown.note.version == version
        }
    }

    /// Whether both are the same note, or responses of the same note in the same version.
    func isSame(as other: CachedValue) -> Bool {
        switch (self, other) {
        case (.response(let a), .response(let b)): a.response.item == b.response.item
        case (.note(let a), .note(let b)): a === b
        case (.response, .note), (.note, .response): false
        }
    }

    /// The value in as little memory as possible, without a permit.
    var compact: CachedValue {
        switch self {
        case .response(var outcome):
            // Copies the body, because the copy has no spare capacity.
            outcome.response.body = outcome.response.body.withUnsafeBufferPointer(Array.init)
            outcome.response.permit = nil
            outcome.response.keepHead()
            return .response(outcome)
        case .note(let shown):
            guard shown.text.permit != nil else { return self }
            return .note(
                ShownNote(
                    shown.note, text: ShownText(html: shown.text.html, permit: nil), linking: shown.linking,
                    version: shown.linkingVersion))
        }
    }

    /// The memory that the value takes, in bytes. The head of a response takes about 400.
    var size: Int {
        switch self {
        case .response(let outcome): 640 + outcome.response.body.count
        case .note(let shown): 300 + shown.text.html.bytes.count + shown.note.title.utf8.count + shown.linking.size
        }
    }
}

extension LinkingNotes {
    /// About how much memory the notes take, in bytes.
    fileprivate var size: Int { notes.reduce(0) { $0 + 64 + $1.title.utf8.count } }
}
