import HTTPValues
import Markdown
import Notes

/// A value in the cache: a finished response, or a note as its page shows it.
enum CachedValue: Sendable {
    indirect case response(Outcome)
    case note(ShownNote)

    /// The only note on which the value depends; nil if there may be others.
    var noteID: Int64? {
        switch self {
        case .response(let outcome): outcome.response.itemID
        case .note(let shown): shown.note.id
        }
    }

    /// The value in as little memory as possible.
    var compact: CachedValue {
        guard case .response(var outcome) = self else { return self }
        // Copies the body, because the copy has no spare capacity.
        outcome.response.body = outcome.response.body.withUnsafeBufferPointer(Array.init)
        outcome.response.permit = nil
        outcome.response.keepHead()
        return .response(outcome)
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
