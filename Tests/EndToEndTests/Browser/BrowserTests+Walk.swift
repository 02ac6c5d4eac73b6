import Testing
import TestSupport

extension BrowserTests {
    /// A visitor uses only links, buttons and fields.
    @Suite struct Walk {
        @Test(arguments: [(true, BasePath.standard), (false, BasePath.standard), (true, "/x/y")])
        func createEditDelete(runsScripts: Bool, basePath: String) throws {
            let site = try Site(basePath: basePath)
            let browser = try Browser(site, runsScripts: runsScripts)
            // This makes sure that the setting of the browser works.
            try browser.openAddress("data:text/html,<title>off</title><script>document.title='on'</script>")
            #expect(try browser.title == (runsScripts ? "on" : "off"))

            try browser.open("/")
            #expect(try browser.path == "/notes")
            #expect(try browser.text.contains("There are no notes yet."))
            try create(browser)
            try edit(browser)
            #expect(
                try site.curl.send("GET", "/api/notes/1").note()
                    == NoteJSON(
                        id: 1, title: "Shopping list", content: "Bread\n\nButter & <jam>\nMilk", is_pinned: true))
            try delete(browser)
            #expect(try site.curl.send("GET", "/api/notes/1").status == 404)
        }

        private func create(_ browser: Browser) throws {
            try browser.follow("New note")
            #expect(try browser.path == "/notes/new")
            try browser.type("Shopping", into: "[name=title]")
            try browser.type("Bread\n\nButter & <jam>", into: "[name=content]")
            try browser.follow("Create note")
            #expect(try browser.path == "/notes/1")
            #expect(try browser.text(of: "[role=status]") == "Note created successfully.")
            #expect(try browser.text(of: "h1") == "Shopping")
            #expect(try browser.text.contains("Bread\nButter & <jam>"), "each line is a paragraph")
            try browser.reload()
            #expect(try !browser.text.contains("Note created successfully."), "a message shows once")
        }

        private func edit(_ browser: Browser) throws {
            try browser.follow("Edit")
            #expect(try browser.property("value", of: "[name=title]") == "Shopping")
            #expect(try browser.property("checked", of: "[name=is_pinned]") == "0")
            try browser.type(" list", into: "[name=title]")
            try browser.type("\nMilk", into: "[name=content]")
            try browser.click("[name=is_pinned]")
            try browser.follow("Save changes")
            #expect(try browser.text(of: "[role=status]") == "Note updated.")
            #expect(try browser.text.contains("Butter & <jam>\nMilk"))
            try browser.follow("All notes")
            #expect(try browser.text.contains("Shopping list"))
            #expect(try browser.text.contains("Pinned"))
            #expect(try !browser.text.contains("Note updated."))
        }

        private func delete(_ browser: Browser) throws {
            try browser.follow("Shopping list")
            try browser.follow("Delete")
            #expect(try browser.path == "/notes/1/delete")
            #expect(try browser.text.contains("Shopping list"))
            #expect(try browser.text.contains("moves to the trash and is deleted for good after 30 days"))
            try browser.follow("Move to the trash")
            #expect(try browser.path == "/notes")
            #expect(try browser.text(of: "[role=status] p") == "Note deleted.")
            #expect(try browser.text.contains("There are no notes yet."))
        }

        @Test func restoreAndDeleteForGood() throws {
            let site = try Site()
            try site.service.createNote("Shopping")
            let browser = try Browser(site, runsScripts: false)
            for button in ["Undo", "Restore"] {
                try browser.open("/notes/1/delete")
                try browser.follow("Move to the trash")
                if button == "Restore" { try browser.follow("Trash") }
                try browser.follow(button)
                #expect(try browser.path == "/notes/1")
                #expect(try browser.text(of: "[role=status]") == "The note is back as it was.")
            }
            try browser.open("/notes/1/delete")
            try browser.follow("Move to the trash")
            try browser.follow("Trash")
            try browser.follow("Delete for good")
            #expect(try browser.text.contains("You cannot bring the note and its history back afterwards."))
            try browser.follow("Delete for good")
            #expect(try browser.path == "/notes/trash")
            #expect(try browser.text(of: "[role=status]") == "The note was deleted for good.")
            #expect(try browser.text.contains("The trash is empty."))
        }

        @Test func searchAndPages() throws {
            let site = try Site()
            for number in 1...12 { try site.service.createNote("Note \(number)", content: "größe \(number)") }
            let browser = try Browser(site)
            try browser.open("/notes")
            try browser.follow("Next →")
            #expect(try browser.path == "/notes?page=2")
            #expect(try browser.text.contains("Note 1"))
            try browser.follow("← Previous")
            #expect(try browser.text.contains("Note 12"))
            try browser.type("GRÖSSE 77", into: "[name=q]")
            try browser.follow("Search")
            #expect(try browser.property("value", of: "[name=q]") == "GRÖSSE 77", "the query stays in the field")
            #expect(try browser.text.contains("No note has “77”. 12 notes have some of the words."))
            try browser.clear("[name=q]")
            try browser.type("GRÖßE 7", into: "[name=q]")
            try browser.follow("Search")
            #expect(try browser.text.contains("1 note:"))
            try browser.follow("Note 7")
            #expect(try browser.text.contains("größe 7"))
        }

        /// A title of white space passes the browser's own check of `required`.
        @Test func aRejectedFormNamesTheWrongField() throws {
            let site = try Site()
            let browser = try Browser(site)
            try browser.open("/notes/new")
            try browser.type("   ", into: "[name=title]")
            try browser.type("A long thought", into: "[name=content]")
            try browser.follow("Create note")
            #expect(try browser.property("value", of: "[name=content]") == "A long thought")
            let message = try browser.property("id", of: "[name=title] ~ *")
            #expect(try browser.text(of: "#\(message)").contains("Title is required"))
            #expect(try browser.has("[name=title][aria-invalid=true][aria-describedby=\(message)]"))
            #expect(try !browser.has("[name=content][aria-invalid]"))
            try browser.type("A title", into: "[name=title]")
            try browser.follow("Create note")
            #expect(try browser.text(of: "[role=status]") == "Note created successfully.")
        }
    }
}
