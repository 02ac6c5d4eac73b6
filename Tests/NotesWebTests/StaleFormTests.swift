import GRDB
import HTTPTypes
import HTTPValues
import Notes
import StoreContract
import Testing

/// Forms that are saved after somebody else changed the note. No change is lost or replaced unseen.
@Suite struct StaleFormTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
        try app.create("Shopping", "milk\nbread\ntea\nsalt\n")
    }

    private func form() throws -> PageForm { try #require(app.form("/notes/1/edit")) }

    private func note() throws -> Note { try app.store.note(1) }

    private func expectMerged(_ response: Response, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(response.headerFields[.location] == "/notes/1", sourceLocation: sourceLocation)
        #expect(
            app.get("/notes/1").text.contains("<p>Saved, together with a change made meanwhile.</p>"),
            sourceLocation: sourceLocation)
    }

    // MARK: - Without a newer version

    @Test func aFormCarriesTheVersionThatItShows() throws {
        let form = try form()
        let version = try note().version.description
        #expect(form.fields["version"] == version)
        #expect(form.fields["form-\(version)"] == "")
        #expect(app.get("/notes/1/edit").headerFields[.cacheControl] == "private, no-cache")
        #expect(app.send(form, ["title": "Errands"]).headerFields[.location] == "/notes/1")
        #expect(app.get("/notes/1").text.contains("<p>Note updated.</p>"))
        #expect(try note().title == "Errands")
    }

    @Test func aFormWithoutAVersionReplacesTheNote() throws {
        try app.store.update(1, title: "Errands", content: "eggs")
        let response = app.post("/notes/1/edit", ["title": "Typed", "content": "typed"])
        #expect(response.headerFields[.location] == "/notes/1")
        #expect(app.get("/notes/1").text.contains("<p>Note updated.</p>"))
        #expect(try note().title == "Typed" && note().content == "typed")
        #expect(try app.store.history(of: 1, offset: 0, size: 20).total == 3, "the replaced text is in the history")
    }

    @Test func aFormThatIsSentTwiceIsSavedOnce() throws {
        let form = try form().with(["content": "typed"])
        #expect(app.send(form).status == .seeOther)
        let version = try note().version
        #expect(app.send(form).headerFields[.location] == "/notes/1")
        #expect(try note().version == version)
        #expect(!app.get("/notes/1").text.contains("together with"))
    }

    // MARK: - Fields that only one side changed

    @Test(arguments: [true, false]) func titleAndContentAreMerged(_ isTitleMine: Bool) throws {
        let form = try form()
        if isTitleMine {
            try app.store.update(1, content: "eggs")
            expectMerged(app.send(form, ["title": "Errands"]))
        } else {
            try app.store.update(1, title: "Errands")
            expectMerged(app.send(form, ["content": "eggs"]))
        }
        #expect(try note().title == "Errands" && note().content == "eggs")
    }

    @Test func aPinIsMergedWithOtherFields() throws {
        let form = try form()
        try app.store.update(1, isPinned: true)
        expectMerged(app.send(form, ["title": "Errands"]))
        #expect(try note().title == "Errands" && note().isPinned)
        let second = try #require(app.form("/notes/1/edit"))
        try app.store.update(1, title: "Shopping")
        var unpinned = second
        unpinned.fields["is_pinned"] = nil
        expectMerged(app.send(unpinned))
        #expect(try note().title == "Shopping" && !note().isPinned)
    }

    @Test func equalChangesAreNotAConflict() throws {
        let form = try form()
        try app.store.update(1, title: "Errands", content: "eggs")
        #expect(app.send(form, ["title": "Errands", "content": "eggs"]).status == .seeOther)
        #expect(app.get("/notes/1").text.contains("<p>Note updated.</p>"))
    }

    @Test func lineEndsOfAnotherProgramAreNotAConflict() throws {
        try app.store.update(1, content: "milk\r\nbread")
        let form = try form()
        try app.store.update(1, title: "Errands")
        expectMerged(app.send(form, ["content": "milk\r\nbread"]))
        #expect(try Array(note().content.utf8) == Array("milk\r\nbread".utf8))
    }

    // MARK: - Content that both sides changed

    @Test(arguments: [
        // far, adjacent, inserted at the same place
        ("oat milk\nbread\ntea\nsalt\n", "milk\nbread\ntea\npepper\n", "oat milk\nbread\ntea\npepper\n"),
        ("milk\nrye bread\ntea\nsalt\n", "milk\nbread\ngreen tea\nsalt\n", "milk\nrye bread\ngreen tea\nsalt\n"),
        ("milk\nbread\ntea\nsalt\neggs\n", "milk\nbread\ntea\nsalt\njam\n", "milk\nbread\ntea\nsalt\neggs\njam\n"),
    ])
    func contentIsMergedAndShownBeforeItIsSaved(theirs: String, mine: String, merged: String) throws {
        let form = try form()
        let current = try app.store.update(1, content: theirs)
        let page = app.send(form, ["content": mine])
        #expect(page.status == .conflict)
        #expect(try note().isIdentical(to: current), "nothing is saved yet")
        #expect(
            page.alert == "Nothing is saved yet: this note was changed meanwhile. The form below has both changes. "
                + "Please read it through, then save.")
        #expect(page.text.contains(#"<h2 id="change">What was changed meanwhile</h2>"#))
        let shown = try #require(PageForm(page))
        #expect(shown.fields["content"] == merged)
        #expect(shown.fields["version"] == current.version.description)
        #expect(app.send(shown).headerFields[.location] == "/notes/1", "saving is one click")
        #expect(try note().content == merged && note().title == "Shopping")
        #expect(app.get("/notes/1").text.contains("<p>Note updated.</p>"))
    }

    @Test func bothVariantsOfALineAreShown() throws {
        let form = try form()
        try app.store.update(1, content: "oat milk\nbread\ntea\npepper\n")
        let page = app.send(form, ["content": "goat milk\nbread\ntea\nsugar\n"])
        #expect(page.status == .conflict)
        #expect(
            page.alert.contains("In 2 places, both of you changed the same lines: there, yours follow after theirs.")
        )
        #expect(PageForm(page)?.fields["content"] == "oat milk\ngoat milk\nbread\ntea\npepper\nsugar\n")
        for line in [
            #"<div class="line"><del>milk</del></div>"#,
            #"<div class="line"><ins><b>oat </b>milk</ins></div>"#,
            #"<div class="line">bread</div>"#,
            #"<div class="line"><del><b>salt</b></del></div>"#,
            #"<div class="line"><ins><b>pepper</b></ins></div>"#,
        ] {
            #expect(page.text.contains(line), "\(line)")
        }
        #expect(!page.text.contains("<del>oat") && !page.text.contains("goat milk</ins>"), "only theirs is in the diff")
        #expect(app.send(PageForm(page)).status == .seeOther)
    }

    @Test func aConflictInOnePlaceIsCounted() throws {
        let form = try form()
        try app.store.update(1, content: "oat milk\nbread\ntea\nsalt\n")
        let page = app.send(form, ["content": "goat milk\nbread\ntea\nsalt\n"])
        #expect(page.alert.contains("In 1 place, both of you changed the same lines"))
    }

    @Test func aTitleThatBothSidesChangedIsShown() throws {
        let form = try form()
        try app.store.update(1, title: "Their <title>", isPinned: true)
        let page = app.send(form, ["title": "My title"])
        #expect(page.status == .conflict)
        #expect(page.alert.contains("Both of you changed the title: the form has yours."))
        #expect(page.text.contains("Title: <del>Shopping</del> <ins>Their &lt;title&gt;</ins>"))
        #expect(page.text.contains(#"<p class="diff-title">Pinned.</p>"#))
        let shown = try #require(PageForm(page))
        #expect(shown.fields["title"] == "My title" && shown.fields["is_pinned"] == "true")
        #expect(app.send(shown).status == .seeOther)
        #expect(try note().title == "My title" && note().isPinned)
    }

    @Test func aTitleThatBothSidesChangedIsNoReasonToSpeakOfBothChanges() throws {
        let form = try form()
        try app.store.update(1, title: "Theirs")
        #expect(
            app.send(form, ["title": "Mine"]).alert
                == "Nothing is saved yet: this note was changed meanwhile. Both of you changed the title: the form has yours. "
                + "Please read it through, then save.")
    }

    @Test func aMergedTextThatIsTooLongSaysSo() throws {
        let long = String(repeating: "x", count: NoteDraft.maximumContentBytes)
        let form = try form()
        try app.store.update(1, content: long)
        let page = app.send(form, ["content": String(repeating: "y", count: NoteDraft.maximumContentBytes - 1)])
        #expect(page.status == .conflict)
        #expect(
            page.alert.hasSuffix(
                "Together, the texts are too long for one note: by 1048576 bytes. Please copy what you want to keep "
                    + "elsewhere, then shorten the text and save."))
    }

    @Test func anotherChangeWhileThePageIsReadIsShownAsWell() throws {
        let form = try form()
        try app.store.update(1, content: "one\nbread\ntea\nsalt\n")
        let first = app.send(form, ["content": "milk\nbread\ntea\nmine\n"])
        try app.store.update(1, content: "one\ntwo\ntea\nsalt\n")
        let second = app.send(PageForm(first))
        #expect(second.status == .conflict)
        #expect(PageForm(second)?.fields["content"] == "one\ntwo\ntea\nmine\n")
        #expect(app.send(PageForm(second)).status == .seeOther)
        #expect(try note().content == "one\ntwo\ntea\nmine\n")
    }

    // MARK: - An unknown version

    @Test(arguments: ["garbage", "", "0", "2020-01-01T00:00:00.000000Z", "2026-01-31"])
    func withAnUnknownVersionNothingIsSavedUnseen(_ version: String) throws {
        let current = try note()
        let page = app.send(try form(), ["version": version, "title": "Mine", "content": "milk\nmine\ntea\nsalt\n"])
        #expect(page.status == .conflict)
        #expect(try note().isIdentical(to: current))
        #expect(page.alert.contains("The version that you started from is no longer stored"))
        #expect(page.alert.contains("In 1 place, the texts differ: there, your lines follow after the stored ones."))
        #expect(page.alert.contains("The titles differ: the form has yours."))
        #expect(page.text.contains("How the note differs from your text"))
        #expect(PageForm(page)?.fields["content"] == "milk\nbread\nmine\ntea\nsalt\n")
        #expect(app.send(PageForm(page)).status == .seeOther)
        #expect(try note().title == "Mine" && note().content == "milk\nbread\nmine\ntea\nsalt\n")
    }

    @Test func withAnUnknownVersionOnlyTheDifferencesAreNamed() throws {
        let page = app.send(try form(), ["version": "garbage", "is_pinned": "true"])
        #expect(page.status == .conflict)
        #expect(
            page.alert
                == "Nothing is saved yet: this note was changed meanwhile. The version that you started from is no longer "
                + "stored, so look at every difference. Whether the note is pinned differs: the form has your choice. "
                + "Please read it through, then save.")
    }

    @Test func withAnUnknownVersionAnEqualTextIsSaved() throws {
        #expect(app.send(try form(), ["version": "garbage"]).status == .seeOther)
    }

    @Test func withoutHistoryEachDifferenceIsShown() throws {
        let app = try TestApp(retention: Retention(historyDays: 0))
        try app.create("Shopping", "milk\n")
        let form = try #require(app.form("/notes/1/edit"))
        try app.store.update(1, title: "Errands")
        let page = app.send(form, ["content": "eggs\n"])
        #expect(page.status == .conflict)
        #expect(page.text.contains("no longer stored"))
        #expect(PageForm(page)?.fields["content"] == "milk\neggs\n")
    }

    // MARK: - Forms that come back

    @Test func anExpiredFormKeepsItsVersionAndText() throws {
        let form = try form()
        try app.store.update(1, title: "Errands")
        app.forgetCookie()
        let page = app.send(form, ["content": "typed", "csrf_token": "old"])
        #expect(page.status == .badRequest)
        let shown = try #require(PageForm(page))
        #expect(shown.fields["version"] == form.fields["version"] && shown.fields["content"] == "typed")
        expectMerged(app.send(shown))
        #expect(try note().title == "Errands" && note().content == "typed")
    }

    @Test func aRejectedFormKeepsItsVersion() throws {
        let form = try form()
        try app.store.update(1, content: "theirs")
        let page = app.send(form, ["title": " "])
        #expect(page.status == .unprocessableContent)
        #expect(PageForm(page)?.fields["version"] == form.fields["version"])
        expectMerged(app.send(PageForm(page), ["title": "Errands"]))
        #expect(try note().title == "Errands" && note().content == "theirs")
    }

    @Test func aTextWithNULThatNobodyChangedStaysAsItIs() throws {
        try app.otherProgram().write {
            try $0.execute(sql: "UPDATE note SET title = 'a' || char(0), content = 'b' || char(0)")
        }
        let before = try note()
        for nul in ["\u{FFFD}", "\0"] {
            let changes = ["title": "a\(nul)", "content": "b\(nul)", "is_pinned": "true"]
            #expect(app.send(try form(), changes).status == .seeOther)
            #expect(try note().changes(from: before) == [.isPinned, .updatedAt])
        }
    }

    @Test func fieldsThatNobodyChangedAreNotChecked() throws {
        let title = String(repeating: "x", count: 300)
        try app.otherProgram().write {
            try $0.execute(sql: "UPDATE note SET title = ?, content = ''", arguments: [title])
        }
        #expect(app.send(try form(), ["is_pinned": "true"]).status == .seeOther)
        #expect(try note().isPinned && note().title == title)
    }
}
