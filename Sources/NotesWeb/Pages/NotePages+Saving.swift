import HTTPTypes
import HTTPValues
import Markdown
import Notes

/// Saving the forms for new and existing notes.
extension NotePages {
    func create(_ call: Call) throws -> Response {
        try save(call, id: nil) { form, page in
            let draft = NoteDraft(form: form)
            let key = form.key.map { IdempotencyKey(text: $0, contentHash: draft.contentHash) }
            var created: (id: Int64, version: NoteVersion)?
            do {
                let (note, isRepeated) = try store.create(draft.validated(), by: call.request.remoteUser, key: key)
                // The note that this form created earlier may be in the trash by now.
                if !isRepeated || exists(note.id, since: note.version) { return .saved(id: note.id, Flash(.created)) }
                created = (note.id, note.version)
            } catch NotesError.keyReused(let id, let version) {
                created = (id, version)
            } catch NotesError.gone {}
            if let id = created?.id, (try? store.revision(nil, of: id)) == nil { created = nil }
            page.show(created, isInTrash: created.map { !exists($0.id, since: $0.version) } ?? false)
            return .refused(.conflict)
        }
    }

    /// Whether the note with an id exists, and came from a version. If another program gave the id of a deleted note to
    /// a new note, the new note did not come from the version.
    private func exists(_ id: Int64, since version: NoteVersion) -> Bool {
        if let compared = try? store.comparedRevision(version, of: id) { return compared.newest?.isDeletion == false }
        // A note's first version is the time of its creation. That version is not stored if no history is kept, or if
        // another program changed nothing but the note's time.
        return (try? store.note(id)).map { $0.createdAt == version.time } ?? false
    }

    /// Offers again to save the text in the note that the form has already created, if a page has offered this before.
    private func offerCreatedNote(of form: URLEncodedForm, on page: inout NoteFormPage) {
        guard let id = form["created"].flatMap({ Int64($0) }), let version = form["version"].flatMap(NoteVersion.init),
            (try? store.revision(nil, of: id)) != nil
        else { return }
        (page.createdID, page.version, page.isDeleted) = (id, version.description, !exists(id, since: version))
    }

    func update(_ call: Call) throws -> Response {
        let id = try call.noteID
        return try save(call, id: id) { form, page in
            let draft = NoteDraft(form: form)
            guard let version = form["version"] else {
                // A form of the tutorial's app has no version. It replaces the current version, whatever that is.
                let note = try store.note(id)
                let changes = try NoteMerge(base: note, mine: draft, theirs: note).changes.validatedChanges()
                _ = try store.update(id, changes, by: call.request.remoteUser, if: nil)
                return .saved(id: id, Flash(.updated))
            }
            return try merge(draft, startedFrom: NoteVersion(version), into: id, by: call.request.remoteUser, &page)
        }
    }

    /// The result of saving a form.
    private enum Saving {
        case saved(id: Int64, Flash)
        /// Nothing was saved. The page explains the reason.
        case refused(HTTPResponse.Status)
    }

    /// How often saving starts again because the note was changed or deleted in the same moment.
    private static let maximumTries = 8

    /// Saves the changes of a form together with changes that were made meanwhile.
    ///
    /// - Parameters:
    ///   - version: the version that the form started from; nil if it is unknown.
    ///   - page: shows the merged text if the user must see it first.
    private func merge(
        _ draft: NoteDraft, startedFrom version: NoteVersion?, into id: Int64, by user: String?,
        _ page: inout NoteFormPage
    ) throws -> Saving {
        var wasDeleted = false
        for _ in 1...Self.maximumTries {
            let start = version.flatMap { try? store.comparedRevision($0, of: id) }
            // The note was deleted, and another program gave its id to a new note.
            if let start, start.newest == nil { throw NotesError.notFound }
            let base = start?.revision.note
            let newest = try start?.newest ?? store.revision(nil, of: id)
            let merge = NoteMerge(base: base, mine: draft, theirs: newest.note)
            if merge.mustBeShown {
                page.show(merge, base: base, newest: newest)
                return .refused(.conflict)
            }
            let changes = try merge.changes.validatedChanges()
            do {
                var current = newest.note
                if newest.isDeletion {
                    let state = newest.state
                    current = try store.restore(id, to: current.version, by: user) { $0 == state }
                    wasDeleted = true
                }
                let shown = current.version
                let note = try store.update(current.id, changes, by: user) { $0 == shown }
                let kind: Flash.Kind =
                    wasDeleted ? .broughtBack : merge.includesTheirChanges ? .merged : .updated
                return .saved(id: note.id, Flash(kind))
            } catch NotesError.changed, NotesError.notFound {
                continue
            }
        }
        throw NotesError.busy
    }

    /// Shows the note in a form as it will look. Saves nothing, so the form may have expired.
    ///
    /// A preview has an address of its own. The page with the form then stays in the browser's cache, and Back shows it
    /// with the typed text. A POST to the form's address would remove it there (RFC 9111, section 4.4).
    func preview(_ call: Call) throws -> Response {
        let page = renderer.open(call)
        let form = try SubmittedForm(page, sessions: renderer.sessions)
        var formPage = formPage(of: form, id: call.parameters["id"] == nil ? nil : try call.noteID, call)
        if let problem = form.problem, problem != .expired, problem != .noCookie {
            return renderer.page(formPage, status: problem.status, for: page)
        }
        formPage.message = nil
        do {
            formPage.preview = try renderer.format(formPage.content, boxes: .disabled)
        } catch {
            throw PageError(error) {
                formPage.message = "There is no preview now, but your text is still here. \($0)"
                return formPage
            }
        }
        return renderer.page(formPage, for: page)
    }

    /// Makes the page that shows a form again, with the reason if the form must not change anything.
    private func formPage(of form: SubmittedForm, id: Int64?, _ call: Call) -> NoteFormPage {
        var formPage = NoteFormPage(form.fields, id: id)
        formPage.place = ListPlace(carriedBy: call.request)
        if id == nil { offerCreatedNote(of: form.fields, on: &formPage) }
        if form.problem == .otherSite {
            // The text may not be the user's. A script must not keep it as a draft.
            formPage.isUnsaved = false
            formPage.message =
                "A page of another site sent this text. Nothing was saved. Save it only if you typed it yourself."
        } else if let problem = form.problem {
            let hint = form.fields.fields.isEmpty ? "." : ", but your text is still here. Please send it again."
            formPage.message = "\(problem.message) Nothing was saved\(hint)"
        }
        return formPage
    }

    /// Saves the note in a form and redirects to the note or its form. If saving fails, shows the form again with the typed
    /// text.
    private func save(
        _ call: Call, id: Int64?, _ write: (URLEncodedForm, inout NoteFormPage) throws -> Saving
    ) throws -> Response {
        let page = renderer.open(call)
        let form = try SubmittedForm(page, sessions: renderer.sessions)
        var formPage = self.formPage(of: form, id: id, call)
        if let problem = form.problem { return renderer.page(formPage, status: problem.status, for: page) }
        let place = formPage.place
        do {
            switch try write(form.fields, &formPage) {
            case .saved(let id, let flash):
                let target =
                    form.fields["then"] == "keep"
                    ? renderer.links.edit(id, from: place) : renderer.links.note(id, from: place)
                return renderer.redirect(to: target.text, flash: flash, for: page)
            case .refused(let status): return renderer.page(formPage, status: status, for: page)
            }
        } catch NotesError.invalid(let violations) {
            formPage.violations = violations
            return renderer.page(formPage, status: .unprocessableContent, for: page)
        } catch NotesError.notFound {
            formPage = NoteFormPage(form.fields)
            formPage.place = place
            formPage.key = NoteFormPage.newKey()
            formPage.message = "This note was deleted in the meantime. You can keep your text as a new note."
            return renderer.page(formPage, status: .notFound, for: page)
        } catch {
            let outcome =
                Self.isTemporary(error)
                ? "Nothing was saved"
                : error as? NotesError == .unknownOutcome ? "This may have been saved" : "This may not have been saved"
            throw PageError(error) {
                formPage.message = "\(outcome), but your text is still here. \($0)"
                return formPage
            }
        }
    }
}

extension NoteFormPage {
    /// Shows a merge that the user must see before it is saved. The form then starts from the newest version.
    fileprivate mutating func show(_ merge: NoteMerge, base: Note?, newest: NoteRevision) {
        let typed = Note(
            id: newest.note.id, title: noteTitle, content: content, isPinned: isPinned, createdAt: nil, updatedAt: nil)
        otherChange = DiffSection(
            heading: base == nil ? "How the note differs from your text" : "What was changed meanwhile",
            from: base ?? typed, to: newest.note)
        (noteTitle, content, isPinned) = (merge.title, merge.content, merge.isPinned)
        version = newest.note.version.description
        isDeleted = newest.isDeletion

        var sentences = [
            isDeleted
                ? "Nothing is saved yet: this note was changed and then deleted meanwhile. Saving brings it back."
                : "Nothing is saved yet: this note was changed meanwhile."
        ]
        if base == nil {
            sentences.append("The version that you started from is no longer stored, so look at every difference.")
        }
        let places = merge.contentConflicts == 1 ? "In 1 place" : "In \(merge.contentConflicts) places"
        switch (merge.contentConflicts, base) {
        case (0, _): if merge.mergesContent { sentences.append("The form below has both changes.") }
        case (_, nil):
            sentences.append("\(places), the texts differ: there, your lines follow after the stored ones.")
        case (_, _?):
            sentences.append("\(places), both of you changed the same lines: there, yours follow after theirs.")
        }
        if merge.conflictingFields.contains(.title) {
            let change = base == nil ? "The titles differ" : "Both of you changed the title"
            sentences.append("\(change): the form has yours.")
        }
        // With a base, two sides that both changed the pin have made the same change.
        if merge.conflictingFields.contains(.isPinned) {
            sentences.append("Whether the note is pinned differs: the form has your choice.")
        }
        let excess = merge.content.utf8.count - NoteDraft.maximumContentBytes
        if merge.mergesContent && excess > 0 {
            sentences.append("Together, the texts are too long for one note: by \(excess) bytes.")
            sentences.append("Please copy what you want to keep elsewhere, then shorten the text and save.")
        } else {
            sentences.append("Please read it through, then save.")
        }
        message = sentences.joined(separator: " ")
    }

    /// Explains that this form has already created a note, and offers to save the typed text there or as a new note.
    ///
    /// - Parameter created: the version that the form created; nil if the note was deleted for good.
    fileprivate mutating func show(_ created: (id: Int64, version: NoteVersion)?, isInTrash: Bool) {
        key = Self.newKey()
        (createdID, version, isDeleted) = (created?.id, created?.version.description, isInTrash)
        let place = created == nil ? " It was deleted for good." : isInTrash ? " It is in the trash." : ""
        message = "This form has already created a note.\(place) Your text is still here, and is not saved yet."
    }
}
