import HTTPValues
import Notes

/// Asks whether to do what a form without a token asked for, if the browser does not say which page sent the form.
struct ConfirmationPage: PageContent {
    enum Name: Int, CaseIterable {
        case heading, message, title, noteLink, line, action, fields, submit
    }

    /// What the form does.
    enum Action {
        case pin, tick, addLine
    }

    static let templates = ["notes/confirm.html"]
    static let hasForm = true

    let note: Note
    let place: ListPlace
    let form: URLEncodedForm
    let action: Action
    /// Explains why the page is shown again; nil if it is shown for the first time.
    let message: String?

    var title: String { heading }

    static func members(of name: Name) -> (any TemplateContext.Type)? { name == .fields ? HiddenField.self : nil }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .heading: .text(heading)
        case .message: .text(message)
        case .title: .text(note.shownTitle)
        case .noteLink: .address(links.note(note.id, from: place))
        case .line: .text(action == .addLine ? form["line"] : nil)
        case .action: .address(address(links))
        case .fields: .contexts(fields)
        case .submit: .text(submit)
        }
    }

    private var fields: [HiddenField] {
        let names =
            switch action {
            case .pin: ["is_pinned", "back"]
            case .tick: ["version", "box"]
            case .addLine: ["version", "line"]
            }
        return names.compactMap { name in form[name].map { HiddenField(name: name, value: $0) } }
    }

    private var heading: String {
        switch action {
        case .pin: unpins ? "Unpin this note?" : "Pin this note?"
        case .tick: "Change the box of a task?"
        case .addLine: "Add this line?"
        }
    }

    private var submit: String {
        switch action {
        case .pin: unpins ? "Unpin" : "Pin"
        case .tick: "Change the box"
        case .addLine: "Add the line"
        }
    }

    private var unpins: Bool { form["is_pinned"] == "false" }

    private func address(_ links: Links) -> NoteAddress {
        switch action {
        case .pin: links.pin(note.id, from: place)
        case .tick: links.tick(note.id, from: place)
        case .addLine: links.lines(note.id, from: place)
        }
    }
}

/// A field of a form that the page does not show.
struct HiddenField: TemplateContext {
    enum Name: Int, CaseIterable { case name, value }

    let name: String
    let value: String

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .name: .text(self.name)
        case .value: .text(value)
        }
    }
}
