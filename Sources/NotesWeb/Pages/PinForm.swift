import Notes

/// The button that pins or unpins a note, on the note's page or in the list.
struct PinForm: TemplateContext {
    enum Name: Int, CaseIterable { case action, back, value, text, label }

    let note: Note
    /// The page of the list that has the button, or that the note's page leads back to.
    let place: ListPlace
    /// Whether the button leads back to the note in the list, and not to the note's page.
    let isInList: Bool

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .action: .address(links.pin(note.id, from: place))
        case .back: .text(isInList ? NoteButtons.list : nil)
        case .value: .text(note.isPinned ? "false" : "true")
        case .text: .text(text)
        // In a list, many buttons have the same text.
        case .label: .text(isInList ? "\(text): \(note.shownTitle)" : nil)
        }
    }

    private var text: String { note.isPinned ? "Unpin" : "Pin" }
}
