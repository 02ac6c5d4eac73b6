import Locking
import TestSupport

/// Changes through the forms of pages.
extension InvariantClient {
    func createInForm() throws {
        let page = try send("GET", "/notes/new")
        guard var form = PageForm(in: page, action: "/notes/new") else {
            throw Unexpected(request: "the form for a new note", response: page)
        }
        let (state, word) = newState()
        form.fields["title"] = state.title
        form.fields["content"] = state.content
        lost = .newForm(word: word, form)
        try submitNew(form, word)
        if chance(3) { try submitNew(form, word) }
        lost = nil
    }

    func submitNew(_ form: PageForm, _ word: String) throws {
        let response = try send(.init(word: word, noteID: nil, base: nil, typed: nil)) {
            try send("POST", "/notes/new", form: form)
        }
        // 409: the note was deleted since this form created it.
        guard response.status == 303, let id = response["Location"]?.split(separator: "/").last.flatMap({ Int($0) })
        else { return }
        record.entries.withLock { if !$0.notes.contains(id) { $0.notes.append(id) } }
    }

    func editInForm(_ canWait: Bool) throws {
        if chance(5), let index = openForms.indices.randomElement(using: &random) {
            return try edit(openForms.remove(at: index))
        }
        let id = pickNote()
        let earlier = record.newest(id)
        let page = try send("GET", "/notes/\(id)/edit")
        if page.status == 404 { return try restoreInForm(canWait) }
        guard let form = NoteForm(id, in: page) else { throw Unexpected(request: "the edit form", response: page) }
        record.see(id, form.version, after: earlier)
        if chance(5) { openForms = openForms.suffix(4) + [form] }
        try wait(canWait)
        try edit(form)
    }

    private func edit(_ form: NoteForm) throws {
        var (form, typed) = (form, form.state)
        let word = edit(&typed)
        // The tutorial's form has no version.
        if chance(16) { form.form.fields["version"] = nil }
        if chance(2) { lost = .edit(word: word, form, typed: typed) }
        try submit(form, typed, word)
        lost = nil
    }

    /// Sends a form. If the service responds with a merged text, saves that, or gives up.
    func submit(_ form: NoteForm, _ typed: NoteState, _ word: String) throws {
        var (form, typed) = (form, typed)
        for _ in 1...6 {
            let base = form.form.fields["version"]
            let started = form.state
            form.state = typed
            let response = try send(.init(word: word, noteID: form.id, base: base, typed: typed)) {
                try send("POST", "/notes/\(form.id)/edit", form: form.form)
            }
            guard response.status == 409 else { return }
            guard let base, let merged = NoteForm(form.id, in: response) else {
                throw Unexpected(request: "the merged form", response: response)
            }
            record.see(form.id, merged.version, after: base)
            record.entries.withLock {
                $0.merges.append(
                    .init(noteID: form.id, base: base, theirs: merged.version, typed: typed, shown: merged.state))
            }
            let missing = Set(typed.lines).subtracting(started.lines).subtracting(merged.state.lines)
            if !missing.isEmpty { record.report("the merged form of \(word) has no longer \(missing)") }
            lost = nil
            if chance(4) { return }
            (form, typed) = (merged, merged.state)
        }
    }

    func deleteInForm(_ canWait: Bool) throws {
        let id = pickNote()
        let page = try send("GET", "/notes/\(id)/delete")
        guard let form = PageForm(in: page, action: "/notes/\(id)/delete"), let base = form.fields["version"] else {
            return
        }
        try wait(canWait)
        let number = record.begin(InvariantRecord.Deletion(noteID: id, base: base, mayRepeatAnother: true))
        let response = try send("POST", "/notes/\(id)/delete", form: form)
        record.end(deletion: number, try outcome(of: response, "the form to delete a note"))
    }

    func restoreInForm(_ canWait: Bool) throws {
        let id = pickNote()
        guard let origin = try pickVersion(id) else { return }
        let page = try send("GET", "/notes/\(id)/history/\(origin)")
        // The page of the current version has no form.
        guard let form = PageForm(in: page, action: "/notes/\(id)/restore") else { return }
        try wait(canWait)
        record.beginRestoration()
        let response = try send("POST", "/notes/\(id)/restore", form: form)
        guard try outcome(of: response, "the form to restore a note") == .acknowledged else { return }
        let base = form.fields["current"].flatMap { $0.hasPrefix("deleted:") ? nil : $0 }
        record.entries.withLock { $0.restorations.append(.init(noteID: id, origin: origin, base: base)) }
    }
}
