import HTTPTypes
import HTTPValues
import Notes
import NotesSQLite
import StoreContract
import Testing

/// Forms that arrive twice, one after the other or at the same moment, and forms that come too late.
@Suite struct DoubleClickTests {
    /// With and without a history.
    private static let retentions = [Retention(), Retention(historyDays: 0)]

    /// Makes an app in which somebody else writes just before each write of a form.
    private func interrupted(
        _ app: TestApp, _ interruption: @escaping @Sendable (any NoteStore) throws -> Void
    ) throws -> TestApp {
        try TestApp(store: InterruptedStore(app.store, [interruption]), cookie: app.currentCookie)
    }

    // MARK: - Deleting

    @Test(arguments: [nil, 0]) func twoDeletionsAtTheSameMomentHaveTheSameResponse(_ trashDays: Int?) throws {
        let app = try TestApp(retention: Retention(trashDays: trashDays))
        try app.create("x")
        let form = app.form("/notes/1/delete")
        let later = try interrupted(app) { try $0.delete(1) }
        for _ in 1...2 {
            #expect(later.send(form).headerFields[.location] == "/notes")
            let list = later.get("/notes").text
            #expect(list.contains("<p>Note deleted.</p>") && list.contains("Undo") == (trashDays == nil))
        }
    }

    @Test(arguments: [nil, 0]) func anExpiredFormDoesNotRepeatADeletion(_ trashDays: Int?) throws {
        let app = try TestApp(retention: Retention(trashDays: trashDays))
        try app.create("x")
        let form = app.form("/notes/1/delete")
        #expect(app.send(form).status == .seeOther)
        #expect(app.send(form, ["csrf_token": "x"]).status == .notFound)
    }

    @Test func aDeletionOfALaterVersionAtTheSameMomentIsNotFound() throws {
        let app = try TestApp()
        try app.create("x")
        let form = app.form("/notes/1/delete")
        let later = try interrupted(app) {
            try $0.update(1, content: "later")
            try $0.delete(1)
        }
        #expect(later.send(form).status == .notFound)
    }

    // MARK: - Restoring

    private static let leftTrash = "<p>The note is no longer in the trash as you saw it. Nothing was changed.</p>"

    @Test(arguments: ["/notes", "/notes/trash"])
    func withoutHistoryASecondRestorationLeadsToTheNote(_ target: String) throws {
        let app = try TestApp(retention: Retention(historyDays: 0))
        try app.create("x")
        #expect(app.send(app.form("/notes/1/delete")).status == .seeOther)
        let form = app.form(target, to: "/restore")
        for _ in 1...2 { #expect(app.send(form).headerFields[.location] == "/notes/1") }
        #expect(app.get("/notes/1").text.contains(Self.leftTrash))
        try app.store.delete(1)
        #expect(app.send(form).headerFields[.location] == "/notes/trash")
        #expect(app.get("/notes/trash").text.contains(Self.leftTrash))
        try app.store.purge(1, nil)
        #expect(app.send(form).status == .notFound)
    }

    @Test(arguments: retentions)
    func aSecondRestorationOfANoteWithANewIDLeadsToTheTrash(_ retention: Retention) throws {
        let app = try TestApp(retention: retention)
        try app.store.delete(app.create("x").id)
        try app.reuseID()
        let form = app.form("/notes/trash", to: "/restore")
        #expect(app.send(form).headerFields[.location] == "/notes/2")
        #expect(app.send(form).headerFields[.location] == "/notes/trash")
        #expect(app.get("/notes/trash").text.contains(Self.leftTrash))
        #expect(try Set(app.store.titles()) == ["stranger", "x"])
    }

    // MARK: - Deleting for good

    /// Expects that a form says that the note has left the trash.
    private func expectLeft(_ app: TestApp, _ form: PageForm?) {
        #expect(app.send(form).headerFields[.location] == "/notes/trash")
        let trash = app.get("/notes/trash")
        #expect(trash.text.contains(Self.leftTrash))
    }

    @Test(arguments: retentions) func aRestoredNoteIsNotSaidToBeDeletedForGood(_ retention: Retention) throws {
        let app = try TestApp(retention: retention)
        try app.store.delete(app.create("x").id)
        let form = app.form("/notes/trash/1/delete")
        try app.store.restore(1)
        expectLeft(app, form)
        #expect(try app.store.note(1).title == "x")
    }

    @Test(arguments: retentions) func aNoteThatIsBackUnderANewIDIsNotSaidToBeGone(_ retention: Retention) throws {
        let app = try TestApp(retention: retention)
        try app.store.delete(app.create("x").id)
        let form = app.form("/notes/trash/1/delete")
        try app.reuseID()
        #expect(try app.store.restore(1).id == 2)
        expectLeft(app, form)
        #expect(try app.store.note(2).title == "x" && app.store.note(1).title == "stranger")
    }

    @Test func twoPurgesAtTheSameMomentHaveTheSameResponse() throws {
        let app = try TestApp()
        try app.store.delete(app.create("x").id)
        let form = app.form("/notes/trash/1/delete")
        let later = try interrupted(app) { try $0.purge(1, nil) }
        #expect(later.send(form).headerFields[.location] == "/notes/trash")
        #expect(later.get("/notes/trash").text.contains("<p>The note was deleted for good.</p>"))
    }
}
