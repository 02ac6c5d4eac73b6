import TestSupport

/// The form for changing a note, as a page shows it.
struct NoteForm {
    let id: Int
    var form: PageForm

    /// - Returns: nil if the page has no such form.
    init?(_ id: Int, in page: ReceivedResponse) {
        guard let form = PageForm(in: page, action: "/notes/\(id)/edit") else { return nil }
        self.id = id
        self.form = form
    }

    /// The version that the form started from.
    var version: String { form.fields["version"] ?? "" }

    /// The fields that a user sees and changes.
    var state: NoteState {
        get {
            NoteState(
                title: form.fields["title"] ?? "", content: form.fields["content"] ?? "",
                isPinned: form.fields["is_pinned"] != nil)
        }
        set {
            form.fields["title"] = newValue.title
            form.fields["content"] = newValue.content
            form.fields["is_pinned"] = newValue.isPinned ? "true" : nil
        }
    }
}
