import HTTPTypes
import HTTPValues
import Markdown
import Notes

/// The form "Add a line".
extension NoteButtons {
    /// Adds a line to the end of the newest version of a note. If the form is sent twice, adds one line.
    func addLine(_ call: Call) throws -> Response {
        try submit(call, .addLine) { id, form in
            let typed = form["line"] ?? ""
            var note = try store.note(id)
            do {
                let line = try AddedLine(typed, isTask: !renderer.format(typed, boxes: .buttons).html.marks.isEmpty)
                let version = form["version"].flatMap(NoteVersion.init)
                let shown = try version.flatMap { try comparedRevision($0, of: id) }?.revision.note
                for _ in 1...Self.maximumTries {
                    let version = note.version
                    if let shown, shown.version != version, try line.leads(from: taskText(of: shown), to: note.content)
                    {
                        return .redirect(to: renderer.links.addForm(id, from: ListPlace(carriedBy: call.request)))
                    }
                    do {
                        let changes = try line.change(of: taskText(of: note))
                        _ = try store.update(id, changes, by: call.request.remoteUser) { $0 == version }
                        return .redirect(to: renderer.links.addForm(id, from: ListPlace(carriedBy: call.request)))
                    } catch NotesError.changed(let current) {
                        note = current
                    }
                }
                throw NotesError.busy
            } catch let problem as AddedLine.Problem {
                return renderer.page(
                    notePage(note, line: typed, error: problem.message, call), status: .unprocessableContent,
                    for: renderer.open(call))
            } catch  where error as? NotesError != .notFound {
                let outcome = NotePages.isTemporary(error) ? "was not added" : "may not have been added"
                let page = notePage(note, line: typed, error: "", call)
                throw PageError(error) {
                    var page = page
                    page.lineError = "The line \(outcome). \($0)"
                    return page
                }
            }
        }
    }
}

extension AddedLine.Problem {
    /// A sentence for the person who typed the line.
    fileprivate var message: String {
        switch self {
        case .empty: "Please type a line."
        case .containsNUL: "The line contains a character that a note cannot have."
        case .textTooLong:
            "The note has no room for this line. A note can have \(NoteDraft.maximumContentBytes) bytes of text."
        }
    }
}
