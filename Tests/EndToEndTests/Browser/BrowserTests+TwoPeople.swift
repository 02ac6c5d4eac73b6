import Testing
import TestSupport

extension BrowserTests {
    /// Anna and Ben edit one note in two browsers without JavaScript. No change is lost or replaced unseen.
    @Suite struct TwoPeople {
        private let site: Site
        private let anna: Browser
        private let ben: Browser

        init() throws {
            site = try Site()
            anna = try Browser(site, runsScripts: false)
            ben = try Browser(site, runsScripts: false)
        }

        private func note(_ id: Int) throws -> NoteJSON { try site.curl.send("GET", "/api/notes/\(id)").note() }

        private func flash(_ browser: Browser) throws -> String { try browser.text(of: "[role=status] p") }

        /// Types new texts into fields of a form, and saves the form.
        private func save(_ browser: Browser, _ fields: [String: String]) throws {
            for (name, text) in fields {
                try browser.clear("[name=\(name)]")
                try browser.type(text, into: "[name=\(name)]")
            }
            try browser.follow("Save changes")
        }

        /// Creates a note. Both open its form, then Anna saves it, then Ben.
        ///
        /// - Returns: the note's id.
        private func edit(anna annasFields: [String: String], ben bensFields: [String: String]) throws -> Int {
            let id = try site.service.createNote("List", content: "1\n2\n3\n4\n5\n6").id
            for browser in [anna, ben] { try browser.open("/notes/\(id)/edit") }
            try save(anna, annasFields)
            #expect(try flash(anna) == "Note updated.")
            try save(ben, bensFields)
            return id
        }

        @Test func twoFieldsAreMerged() throws {
            let changes = [["title": "Anna's title"], ["content": "Ben's content"]]
            for (annas, bens) in [(changes[0], changes[1]), (changes[1], changes[0])] {
                let id = try edit(anna: annas, ben: bens)
                #expect(try flash(ben) == "Saved, together with a change made meanwhile.")
                #expect(try note(id).title == "Anna's title" && note(id).content == "Ben's content")
            }
        }

        @Test func oneFieldIsShownBeforeItIsSaved() throws {
            let conflict = "both of you changed the same lines"
            for (annas, bens, merged, places) in [
                // far, near, adjacent, the same line
                ("Anna\n2\n3\n4\n5\n6", "1\n2\n3\n4\n5\nBen", "Anna\n2\n3\n4\n5\nBen", nil),
                ("1\nAnna\n3\n4\n5\n6", "1\n2\n3\nBen\n5\n6", "1\nAnna\n3\nBen\n5\n6", nil),
                ("1\n2\nAnna\n4\n5\n6", "1\n2\n3\nBen\n5\n6", "1\n2\nAnna\nBen\n5\n6", nil),
                ("1\n2\nAnna\n4\n5\n6", "1\n2\nBen\n4\n5\n6", "1\n2\nAnna\nBen\n4\n5\n6", "In 1 place"),
            ] as [(String, String, String, String?)] {
                let id = try edit(anna: ["content": annas], ben: ["content": bens])
                #expect(try note(id).content == annas, "nothing of Ben's is saved yet")
                #expect(try ben.property("value", of: "[name=content]") == merged)
                let message = try ben.text(of: "[role=alert]")
                #expect(message.contains("Nothing is saved yet") && message.contains(places ?? "both changes"))
                #expect(message.contains(conflict) == (places != nil))
                #expect(try ben.text(of: ".diff ins") == "Anna" && !ben.text(of: ".diff").contains("Ben"))
                try ben.follow("Save changes")
                #expect(try flash(ben) == "Note updated.")
                #expect(try note(id).content == merged)
            }
            let id = try edit(anna: ["title": "Anna's title"], ben: ["title": "Ben's title"])
            #expect(try note(id).title == "Anna's title")
            #expect(try ben.text(of: "[role=alert]").contains("Both of you changed the title: the form has yours."))
            #expect(try ben.text(of: ".diff-title ins") == "Anna's title")
            try ben.follow("Save changes")
            #expect(try note(id).title == "Ben's title")
            try ben.follow("History")
            #expect(try ben.text.contains("Anna's title"))
        }

        @Test func deletionsAndEditsMeet() throws {
            // Anna deletes the note that Ben edits.
            try site.service.createNote("List", content: "1\n2\n3")
            try ben.open("/notes/1/edit")
            try anna.open("/notes/1/delete")
            try anna.follow("Move to the trash")
            try save(ben, ["content": "Ben"])
            #expect(try flash(ben) == "Saved. The note had been deleted meanwhile, and is back with your text.")
            #expect(try note(1).content == "Ben" && note(1).title == "List")

            // Anna edits the note that Ben deletes.
            try ben.open("/notes/1/delete")
            try anna.open("/notes/1/edit")
            try save(anna, ["content": "Anna"])
            try ben.follow("Move to the trash")
            #expect(try ben.text(of: "[role=alert]").contains("The note was changed meanwhile, so it was not deleted."))
            #expect(try ben.text.contains("Anna") && note(1).content == "Anna")
            try ben.follow("Move to the trash")
            #expect(try site.curl.send("GET", "/api/notes/1").status == 404)
            try ben.follow("Undo")
            #expect(try ben.path == "/notes/1" && note(1).content == "Anna")
        }

        @Test func restoresAndEditsMeet() throws {
            try site.service.createNote("List", content: "1\n2\n3")
            #expect(try site.curl.send("PUT", "/api/notes/1", json: #"{"content":"1\n2\n4"}"#).status == 200)

            // Anna restores the first version while Ben edits the second.
            try ben.open("/notes/1/edit")
            try anna.open("/notes/1/history")
            try anna.openAddress(anna.property("href", of: ".versions li:last-child a"))
            try anna.follow("Restore")
            #expect(try flash(anna) == "The note is back as it was." && note(1).content == "1\n2\n3")
            try save(ben, ["title": "Ben's title"])
            #expect(try flash(ben) == "Saved, together with a change made meanwhile.")
            #expect(try note(1).title == "Ben's title" && note(1).content == "1\n2\n3")

            // Anna's page still offers Undo, but Ben has changed the note.
            try anna.follow("Undo")
            #expect(try anna.text(of: "[role=alert]").contains("so nothing was restored. Please look again."))
            #expect(try note(1).title == "Ben's title")
            try anna.follow("Restore")
            #expect(try note(1).title == "List" && note(1).content == "1\n2\n4")
        }
    }
}
