import GRDB
import HTTPTypes
import HTTPValues
import Notes
import StoreContract
import Testing

/// Forms that are saved after somebody else deleted the note. The typed text is not lost.
@Suite struct DeletedNoteFormTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
        try app.create("Shopping", "milk\nbread\ntea\nsalt\n")
    }

    private func form() throws -> PageForm { try #require(app.form("/notes/1/edit")) }

    private func note() throws -> Note { try app.store.note(1) }

    @Test func savingBringsADeletedNoteBack() throws {
        let form = try form()
        try app.store.delete(1)
        let response = app.send(form, ["content": "typed"])
        #expect(response.headerFields[.location] == "/notes/1")
        #expect(
            app.get("/notes/1").text.contains(
                "<p>Saved. The note had been deleted meanwhile, and is back with your text.</p>"))
        #expect(try note().content == "typed" && note().title == "Shopping")
        #expect(try app.store.trash(NoteQuery()).total == 0)
    }

    @Test func anUnchangedFormBringsADeletedNoteBack() throws {
        let form = try form()
        try app.store.delete(1)
        #expect(app.send(form).headerFields[.location] == "/notes/1")
        #expect(try note().content == "milk\nbread\ntea\nsalt")
    }

    @Test func aNoteThatWasChangedAndDeletedIsMergedAndBroughtBack() throws {
        let form = try form()
        try app.store.update(1, title: "Errands")
        try app.store.delete(1)
        #expect(app.send(form, ["content": "typed"]).status == .seeOther)
        #expect(try note().title == "Errands" && note().content == "typed")
    }

    @Test func aConflictWithADeletedNoteIsShownFirst() throws {
        let form = try form()
        try app.store.update(1, content: "theirs\nbread\ntea\nsalt\n")
        try app.store.delete(1)
        let page = app.send(form, ["content": "mine\nbread\ntea\nsalt\n"])
        #expect(page.status == .conflict)
        #expect(page.alert.contains("changed and then deleted meanwhile. Saving brings it back."))
        #expect(page.text.contains(#"<a href="/notes/trash" data-cancel>Cancel</a>"#))
        #expect(throws: NotesError.notFound) { try note() }
        #expect(app.send(PageForm(page)).headerFields[.location] == "/notes/1")
        #expect(try note().content == "theirs\nmine\nbread\ntea\nsalt\n")
    }

    /// Sends a form while somebody else writes before each change that the form makes.
    private func send(
        _ form: PageForm, _ changes: [String: String], _ interruptions: [@Sendable (any NoteStore) throws -> Void]
    ) throws -> Response {
        let app = try TestApp(store: InterruptedStore(app.store, interruptions), cookie: app.currentCookie)
        return app.send(form, changes)
    }

    @Test func aNoteThatIsDeletedWhileTheFormIsSavedComesBack() throws {
        let response = try send(form(), ["content": "typed"], [{ try $0.delete(1) }])
        #expect(response.headerFields[.location] == "/notes/1")
        #expect(try note().content == "typed" && app.store.trash(NoteQuery()).total == 0)
    }

    @Test func theLastTextOfANoteThatIsDeletedAgainMeanwhileIsKept() throws {
        let form = try form()
        try app.store.delete(1)
        let interruption: @Sendable (any NoteStore) throws -> Void = { store in
            try store.restore(1)
            try store.update(1, content: "theirs")
            try store.delete(1)
        }
        #expect(try send(form, ["title": "Errands"], [interruption]).headerFields[.location] == "/notes/1")
        #expect(try note().title == "Errands" && note().content == "theirs")
        let contents = try app.store.history(of: 1, offset: 0, size: 20).revisions.map {
            try app.store.revision($0.note.version, of: 1).note.content
        }
        #expect(contents.prefix(3) == ["theirs", "theirs", "theirs"], "no older text came back in between")
    }

    @Test func theTextOfANoteThatIsDeletedForGoodBecomesANewNote() throws {
        let form = try form()
        try app.store.delete(1)
        try app.store.purge(1, nil)
        let page = app.send(form, ["content": "typed"])
        #expect(page.status == .notFound)
        let shown = try #require(PageForm(page))
        #expect(shown.action == "/notes/new" && shown.fields["content"] == "typed")
        #expect(shown.fields["key"] != nil && shown.fields["version"] == nil)
        #expect(app.send(shown).headerFields[.location] == "/notes/2")
    }

    @Test func theTextIsNotSavedInANoteWithTheSameID() throws {
        let form = try form()
        try app.store.delete(1)
        try app.otherProgram().write {
            try $0.execute(
                sql: """
                    INSERT INTO note (id, title, content, is_pinned, updated_at)
                    VALUES (1, 'stranger', 'other', 0, '2026-01-01 00:00:00.000000')
                    """)
        }
        let page = app.send(form, ["content": "typed"])
        #expect(page.status == .notFound && page.text.contains("deleted in the meantime"))
        #expect(PageForm(page)?.action == "/notes/new" && PageForm(page)?.fields["content"] == "typed")
        #expect(try note().content == "other")
    }
}
