import Foundation
import Testing
import TestSupport

extension BrowserTests {
    /// Going back in the browser, and clicking twice. No old text gets into a form with a newer version of the note.
    @Suite struct Back {
        private func note(_ site: Site, _ id: Int) throws -> NoteJSON {
            try site.curl.send("GET", "/api/notes/\(id)").note()
        }

        /// Goes back to a form, and checks that the text in the form belongs to the form's version.
        private func expectTextOfVersion(_ browser: Browser, _ texts: [(version: String, text: String)]) throws {
            try browser.goBack()
            let version = try browser.property("value", of: "[name=version]")
            let text = try browser.property("value", of: "[name=content]")
            #expect(texts.contains { $0 == (version, text) }, "\(version): \(text)")
        }

        @Test(arguments: [true, false]) func typedTextAndVersionStayTogether(keepsPages: Bool) throws {
            let site = try Site()
            let browser = try Browser(site, runsScripts: false, keepsPages: keepsPages)
            try site.service.createNote("List", content: "old")

            // After the form was left without saving, the typed text comes back with its version.
            try browser.open("/notes/1/edit")
            let first = try browser.property("value", of: "[name=version]")
            try browser.type(" typed", into: "[name=content]")
            try browser.follow("Cancel")
            #expect(try site.curl.send("PUT", "/api/notes/1", json: #"{"title":"Other"}"#).status == 200)
            try expectTextOfVersion(browser, [(first, "old typed")])
            try browser.follow("Save changes")
            #expect(try browser.text(of: "[role=status]") == "Saved, together with a change made meanwhile.")
            #expect(try note(site, 1).title == "Other" && note(site, 1).content == "old typed")

            // After the form was saved, its old text never gets into a form with a newer version.
            #expect(try site.curl.send("PUT", "/api/notes/1", json: #"{"content":"newer"}"#).status == 200)
            let tag = try site.curl.send("GET", "/api/notes/1").values(of: "ETag").first ?? ""
            let newest = tag.filter { $0 != "\"" }
            try expectTextOfVersion(browser, [(first, "old typed"), (newest, "newer")])
            try browser.type(" and more", into: "[name=content]")
            try browser.follow("Save changes")
            let isNewForm = try browser.path == "/notes/1"
            #expect(try note(site, 1).content == (isNewForm ? "newer and more" : "newer"))
            if !isNewForm {
                #expect(try browser.property("value", of: "[name=content]") == "newer\nold typed and more")
            }
        }

        @Test(arguments: [true, false]) func aDeletedNoteIsNotShownAgain(keepsPages: Bool) throws {
            let site = try Site()
            for title in ["Other note", "Secret plan"] { try site.service.createNote(title) }
            let browser = try Browser(site, runsScripts: false, keepsPages: keepsPages)
            try browser.open("/notes")
            for text in ["Secret plan", "Delete", "Move to the trash"] { try browser.follow(text) }
            #expect(try browser.path == "/notes")
            for path in ["/notes/2/delete", "/notes/2", "/notes"] {
                try browser.goBack()
                #expect(try browser.path == path)
                // A browser keeps the page with the form after the response to the form. That page only asks.
                if path == "/notes/2/delete" && keepsPages { continue }
                #expect(try !browser.text.contains("Secret plan"), "\(path)")
            }
            #expect(try browser.text.contains("Other note"))
        }

        @Test(arguments: [true, false]) func aFormThatCreatedANoteDropsNoText(keepsPages: Bool) throws {
            let site = try Site()
            let browser = try Browser(site, runsScripts: false, keepsPages: keepsPages)
            try browser.open("/notes/new")
            try browser.type("Idea", into: "[name=title]")
            try browser.type("first", into: "[name=content]")
            try browser.doubleClick("form.edit [type=submit]")
            try waitUntil("the note is shown") { try browser.path == "/notes/1" }
            #expect(try browser.text(of: "[role=status] p") == "Note created successfully.")

            try browser.goBack()
            if try browser.property("value", of: "[name=content]").isEmpty {
                // The browser has fetched a new form, which creates a second note.
                try browser.type("Idea", into: "[name=title]")
                try browser.type("second", into: "[name=content]")
                try browser.follow("Create note")
                #expect(try note(site, 2).content == "second")
            } else {
                try browser.type(" and second", into: "[name=content]")
                try browser.follow("Create note")
                #expect(try browser.text(of: "[role=alert]").contains("This form has already created a note."))
                #expect(try note(site, 1).content == "first")
                try browser.follow("Save changes to it")
                #expect(try browser.path == "/notes/1" && note(site, 1).content == "first and second")
                try browser.goBack()
                try browser.follow("Save as a new note")
                #expect(try browser.path == "/notes/2" && note(site, 2).content == "first and second")
            }
            #expect(try site.curl.send("GET", "/api/notes/3").status == 404)
        }
    }
}
