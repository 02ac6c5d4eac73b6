import HTTPTypes
import HTTPValues
import Markdown
import Notes

/// Handles the forms on pages that are the same for everybody: pin, unpin, tick a box, add a line.
///
/// Those pages are cached, so their forms have no token (`SubmittedForm.Proof.browserOrToken`). The redirect leads to the
/// changed place without a flash, which would change the page.
struct NoteButtons: Sendable {
    let store: any NoteStore
    let renderer: PageRenderer

    /// The value of the field `back` that leads back to the list.
    static let list = "list"

    /// How often a change starts again because somebody else changed the note in the same moment. In each round, at least
    /// one request succeeds.
    static let maximumTries = 32

    /// Pins or unpins the newest version of a note. Writes nothing if the note is already so.
    func pin(_ call: Call) throws -> Response {
        try submit(call, .pin) { id, form in
            let isPinned: Bool
            switch form["is_pinned"] {
            case "true": isPinned = true
            case "false": isPinned = false
            default: throw HTTPError.badRequest
            }
            let changes = try NoteDraft(isPinned: .value(isPinned)).validatedChanges()
            _ = try store.update(id, changes, by: call.request.remoteUser, if: nil)
            var place = ListPlace(carriedBy: call.request)
            guard form["back"] == Self.list else { return .redirect(to: renderer.links.note(id, from: place).text) }
            // In this order, the note is now among the pinned notes or no longer, so often on another page.
            if place.sort == nil, place.search.isEmpty, let position = try store.position(of: id, in: place.notes.order)
            {
                place.page = position / ListPlace.pageSize + 1
            }
            return .redirect(to: renderer.links.card(id, in: place))
        }
    }

    /// Ticks or clears a task box in the newest version of a note, which may be newer than the version on the page.
    func tick(_ call: Call) throws -> Response {
        try submit(call, .tick) { id, form in
            guard let version = form["version"].flatMap(NoteVersion.init), let box = form["box"].flatMap({ Int($0) })
            else { throw HTTPError.badRequest }
            let place = ListPlace(carriedBy: call.request)
            var shownText: TaskText?
            for _ in 1...Self.maximumTries {
                let start = try comparedRevision(version, of: id)
                // No history is left of the version, or another program gave the id of the deleted note to a new note.
                guard let start, let newest = start.newest else {
                    guard try current(id) != nil else { throw NotesError.notFound }
                    return conflict(
                        call, id,
                        "The note was changed meanwhile, and the version that your page showed is no longer stored.")
                }
                guard !newest.isDeletion else { throw NotesError.notFound }
                let base = start.revision.note
                let newestText = try taskText(of: newest.note)
                let baseText = try shownText ?? (base.version == newest.note.version ? newestText : taskText(of: base))
                shownText = baseText
                switch BoxClick(on: box, of: baseText, in: newestText) {
                case nil: throw HTTPError.badRequest
                case .done(let box)?: return .redirect(to: renderer.links.task(box, of: id, from: place))
                case .lineChanged?: return conflict(call, id, "The line of this task was changed meanwhile.")
                case .change(let changes, let box)?:
                    let shown = newest.note.version
                    do {
                        _ = try store.update(id, changes, by: call.request.remoteUser) { $0 == shown }
                        return .redirect(to: renderer.links.task(box, of: id, from: place))
                    } catch NotesError.changed {
                        continue
                    }
                }
            }
            throw NotesError.busy
        }
    }

    private func conflict(_ call: Call, _ id: Int64, _ reason: String) -> Response {
        renderer.page(
            NoticePage(
                title: "The note was changed", explanation: "\(reason) So the box was left as it is.", id: id),
            status: .conflict, for: renderer.open(call))
    }
}

extension NoteButtons {
    /// Reads a form and makes its change, if a page of this site sent the form.
    ///
    /// - Parameter change: gets the id of the note. If the closure throws `NotesError.notFound`, a page says where the note is.
    func submit(
        _ call: Call, _ action: ConfirmationPage.Action, _ change: (Int64, URLEncodedForm) throws -> Response
    ) throws -> Response {
        let id = try call.noteID
        let page = renderer.open(call)
        let form = try SubmittedForm(page, sessions: renderer.sessions, proof: .browserOrToken)
        do {
            guard let problem = form.problem else { return try change(id, form.fields) }
            guard let note = try current(id) else { throw NotesError.notFound }
            return renderer.page(
                self.page(of: problem, form.fields, action, note, call), status: problem.status, for: page)
        } catch NotesError.notFound {
            let line = action == .addLine ? form.fields["line"] : nil
            var notice = NoticePage(
                title: "This note is in the trash",
                explanation: "Nothing was changed. You can restore the note from the trash.", line: line)
            if try store.newestRevision(of: id)?.isDeletion != true {
                guard line != nil else { throw NotesError.notFound }
                notice = NoticePage(
                    title: "There is no such note", explanation: "It was deleted for good, or never existed.",
                    line: line)
            }
            return renderer.page(notice, status: .notFound, for: page)
        }
    }

    /// The page that explains why a form changed nothing, or asks whether to go on.
    private func page(
        of problem: SubmittedForm.Problem, _ form: URLEncodedForm, _ action: ConfirmationPage.Action, _ note: Note,
        _ call: Call
    ) -> any PageContent {
        switch problem {
        case .expired, .noCookie:
            return ConfirmationPage(
                note: note, place: ListPlace(carriedBy: call.request), form: form, action: action,
                message: form["csrf_token"] == nil ? nil : problem.message)
        case .otherSite:
            return NoticePage(
                title: "Nothing was changed", explanation: "A page of another site tried to change this note.",
                id: note.id)
        case .multipart, .otherType, .notUTF8:
            let message = "\(problem.message) Nothing was changed."
            return action == .addLine
                ? notePage(note, line: form["line"] ?? "", error: message, call)
                : NoticePage(title: "Nothing was changed", explanation: problem.message, id: note.id)
        }
    }

    /// Returns the page of a note with a line that was not added. If the text cannot be formatted now, it is shown as typed.
    func notePage(_ note: Note, line: String, error: String, _ call: Call) -> NoteDetailPage {
        NoteDetailPage(
            note: note, text: try? renderer.format(note.content, boxes: .buttons),
            linking: try? store.notes(linkingTo: note), place: ListPlace(carriedBy: call.request), line: line,
            lineError: error)
    }

    /// Returns the content of a note with the boxes that its page shows.
    func taskText(of note: Note) throws -> TaskText {
        TaskText(note.content, marks: try renderer.format(note.content, boxes: .buttons).html.marks)
    }

    /// Returns the current version of a note; nil if the note is in the trash or does not exist.
    func current(_ id: Int64) throws -> Note? {
        do { return try store.note(id) } catch NotesError.notFound { return nil }
    }

    /// Returns a version of a note with the newest one; nil if the version is not stored.
    func comparedRevision(_ version: NoteVersion, of id: Int64) throws -> ComparedRevision? {
        do { return try store.comparedRevision(version, of: id) } catch NotesError.notFound { return nil }
    }
}
