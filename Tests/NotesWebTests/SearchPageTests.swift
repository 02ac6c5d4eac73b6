import GRDB
import HTTPTypes
import HTTPValues
import Notes
import StoreContract
import Testing

@testable import NotesWeb

/// What the list shows of a search.
@Suite struct SearchPageTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    @Test func thePageSaysHowItReadTheSearch() throws {
        try app.create("Milk", "and bread #kitchen\n\n- [ ] eggs")
        func words(_ query: String) -> String? {
            let text = app.get("/notes?q=" + PercentEncoding.encode(query)).text
            return text.firstMatch(of: /role="status">(?:1 note|No note was found): <span dir="auto">(.*?)<\/span>\./)
                .map { String($0.1) }
        }
        #expect(words("milk bread") == "“milk” and “bread”")
        #expect(words("\"milk bread\" OR eggs -ham") == "“milk bread”; or “eggs”, not “ham”")
        #expect(
            words("in:title milk #kitchen is:task -is:pinned")
                == "“milk” in the title, tagged #kitchen, with an open task, not pinned")
        #expect(words("created:<2020") == "created before 1 Jan 2020")
        #expect(words("updated:>2024-02-28") == "changed from 29 Feb 2024 on")
        #expect(words("created:2018-09..2018-11") == "created from 1 Sep 2018 to 30 Nov 2018")
        #expect(words("created:2026-05-05") == "created on 5 May 2026")
        #expect(words("<b> is:x") == "“&lt;b&gt;” and “is:x”")
    }

    @Test func hitsAreMarkedInTitlesAndExcerpts() throws {
        try app.create("Cafe\u{301} & bar", "a CAFÉ, *cafe* & <mark>no</mark>")
        let text = app.get("/notes?q=caf%C3%A9").text
        #expect(text.contains("<mark>Cafe\u{301}</mark> &amp; bar</a>"))
        #expect(text.contains("a <mark>CAFÉ</mark>, <mark>cafe</mark> &amp; &lt;mark&gt;no&lt;/mark&gt;</p>"))
        #expect(!app.get("/notes").text.contains("<mark>"))
    }

    @Test func anExcerptShowsTheFirstHitAndTheLinkLeadsToIt() throws {
        try app.create(
            "long",
            String(repeating: "Ärger und Größe.\n", count: 500) + "Then the well-known needles.\n"
                + String(repeating: "x ", count: 500))
        let text = app.get("/notes?q=needle").text
        #expect(text.contains("Then the well-known <mark>needle</mark>s. x x"))
        #expect(text.firstMatch(of: /<p class="excerpt" dir="auto">…/) != nil)
        #expect(text.contains("href=\"/notes/1?q=needle#:~:text=needles,-.%20x&amp;text=needles\""))
        #expect(app.get("/notes?q=well-known").text.contains("#:~:text=well%2Dknown,-needles&amp;text=well%2Dknown\""))
    }

    @Test func anExcerptShowsThePassageWithTheMostTexts() throws {
        let filling = String(repeating: "Something else happened on that day.\n", count: 30)
        try app.create(
            "Octavia Logbuch",
            "Octavia: Inspektion\n\n\(filling)- [x] **Octavia**: Winterreifen, C 27, 48 €\n\n\(filling)")
        let text = app.get("/notes?q=Winterreifen+Octavia").text
        #expect(text.contains("…☑ <mark>Octavia</mark>: <mark>Winterreifen</mark>, C 27, 48 €"))
        // The link leads to this passage, not to the title.
        #expect(text.contains("#:~:text=Octavia,-%3A%20Winterreifen&amp;text=Octavia\""))
    }

    @Test func aPassageBeginsShortlyBeforeTheHit() throws {
        let words = String(repeating: "word ", count: 25)
        try app.create("t", "\(words)the needle\(String(repeating: " more", count: 100))")
        let excerpt = app.get("/notes?q=needle").text.firstMatch(of: /<p class="excerpt" dir="auto">(.*?)<\/p>/)?.1
        #expect(excerpt?.hasPrefix("…word word word the <mark>needle</mark> more more") ?? false)
        #expect((240...300).contains(excerpt?.count ?? 0))
        try app.create("t", "\(words)\n\n#Lyon")
        #expect(app.get("/notes?q=lyon").text.contains("word word word #<mark>"))
    }

    @Test func aTagDoesNotMoveTheExcerpt() throws {
        let beginning = "The boiler in the cellar was repaired"
        try app.create("long", "\(beginning).\n\n\(String(repeating: "More text.\n", count: 100))\n#Hütte")
        try app.create("short", "Short text\n\n#Hütte")
        let text = app.get("/notes?q=%23h%C3%BCtte").text
        #expect(text.contains("<p class=\"excerpt\" dir=\"auto\">\(beginning)"))
        #expect(text.contains("<p class=\"excerpt\" dir=\"auto\">Short text <mark>#Hütte</mark></p>"))
        #expect(app.get("/notes?q=%23h%C3%BCtte+cellar").text.contains(">The boiler in the <mark>cellar</mark> was"))
    }

    @Test func ifNoNoteHasAllTextsTheNotesWithSomeAreShown() throws {
        try app.create("Winter", "cold")
        for number in 1...12 { try app.create("wheels \(number)", "of the car") }
        let target = "/notes?q=Skoda+winter+wheels"
        let text = app.get(target).text
        #expect(
            text.contains(
                """
                role="status">No note has all of this: <span dir="auto">“Skoda” and “winter” and “wheels”</span>. \
                No note has <span dir="auto">“Skoda”</span>. 13 notes have some of the words. <a href="/notes">
                """))
        #expect(text.contains("<a class=\"button\" href=\"/notes/new?title=Skoda%20winter%20wheels\">"))
        #expect(text.contains("<mark>wheels</mark> 12</a>"))
        #expect(text.contains("href=\"/notes?q=Skoda%20winter%20wheels&amp;page=2\""))
        let second = app.get(target + "&sort=title&page=2").text
        #expect(second.contains("Page 2 of 2") && second.contains("<mark>wheels</mark> 9</a>"))
        #expect(second.contains("<title>Search: Skoda winter wheels, page 2"))
        #expect(app.get(target + "&page=3").text.contains("There is no page 3. The last page is 2."))
        let one = app.get("/notes?q=cold+car").text
        #expect(one.contains(" <span dir=\"auto\">“cold” and “car”</span>. 13 notes have some of the words."))
        #expect(app.get("/notes?q=winter+ice+-car").text.contains(" 1 note has some of the words."))
        #expect(app.get("/api/notes?q=Skoda+winter+wheels").text.contains("\"total\":0"))
    }

    @Test func aSearchWithoutAnyOfItsTextsFindsNothing() throws {
        try app.create("Winter", "cold")
        for query in ["ice+snow", "winter+-cold+snow", "winter+cold+%23tag", "ice"] {
            #expect(app.get("/notes?q=" + query).text.contains("<p role=\"status\">No note was found: "), "\(query)")
        }
    }

    @Test func aDeletionOnThePageOfSomeTextsLeadsBackThere() throws {
        for number in 1...21 { try app.create("wheels \(number)") }
        let response = app.post("/notes/1/delete?q=skoda+wheels&page=3", [:])
        #expect(response.headerFields[.location] == "/notes?q=skoda%20wheels&page=2")
    }

    @Test func aNoteListsTheNotesThatLinkToIt() throws {
        try app.create("Milk", "text")
        #expect(!app.get("/notes/1").text.contains("Notes that link here"))
        try app.create("A & <b>", "see [[milk]]")
        let page = app.get("/notes/1").text
        #expect(page.contains(">Notes that link here</h2>"))
        #expect(page.contains("<li><a href=\"/notes/2\" dir=\"auto\">A &amp; &lt;b&gt;</a></li>"))
        #expect(!page.contains("Search for all notes"))
        for _ in 1...50 { try app.create("another", "[[Milk]]") }
        #expect(app.get("/notes/1").text.contains("<a href=\"/notes?q=%5B%5BMilk%5D%5D\">Search for all notes"))
        let search = app.get("/notes?q=%5B%5BMilk%5D%5D").text
        #expect(search.contains("51 notes: <span dir=\"auto\">with a link to “Milk”</span>"))
    }

    @Test func aPageCountsAThousandNotes() throws {
        try app.otherProgram().write {
            try $0.execute(
                sql: """
                    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 2100)
                    INSERT INTO note (title, content) SELECT 'note ' || n, 'ab' FROM number
                    """)
        }
        #expect(app.get("/notes?q=ab").text.contains(">More than 1,000 notes: "))
        #expect(app.get("/notes?q=ab&page=101").text.contains("The last page is 100."))
        #expect(app.get("/notes?q=99").text.contains(">39 notes: "))
        #expect(app.get("/notes?q=ab+-abc+is:pinned").text.contains(">No note was found: "))
    }

    @Test func aSearchForTheLastDaysIsNotCached() throws {
        try app.create("today")
        #expect(app.get("/notes?q=created:7d").text.contains(">1 note: "))
        // Only pages that are cached have an entity tag.
        #expect(app.get("/notes?q=created:7d").entityTag == nil && app.get("/notes?q=today").entityTag != nil)
    }

    @Test func aTitleThatNoNoteCanHaveIsCut() {
        let location = app.get("/notes/title?title=" + String(repeating: "%22", count: 10_000)).headerFields[.location]
        #expect(location == "/notes/new?title=" + String(repeating: "%22", count: 200))
    }

    @Test func quotationMarksAloneAreSearchedAsText() throws {
        try app.create("5\" screen", "x")
        try app.create("other", "x")
        #expect(app.get("/notes?q=%22").text.contains(">1 note: <span dir=\"auto\">“&quot;”</span>"))
    }

    @Test func tagsAreListedWithTheirNotes() throws {
        #expect(app.get("/notes/tags").text.contains("No note has a tag yet."))
        try app.create("a", "#Work and #work/infra")
        try app.create("b", "#work/infra #日本")
        try app.create("c", "`#code` https://x.example/#anchor #12")
        let text = app.get("/notes/tags").text
        let tags = text.matches(of: /<a class="tag" href="([^"]*)" dir="auto">(.*?)<\/a> <span>(.*?)<\/span>/).map {
            "\($0.1) \($0.2) \($0.3)"
        }
        #expect(
            tags == [
                "/notes?q=%23Work #Work 2 notes", "/notes?q=%23work%2Finfra #work/infra 2 notes",
                "/notes?q=%23%E6%97%A5%E6%9C%AC #日本 1 note",
            ] || text.contains("a little behind"))
        #expect(app.get("/notes?q=%23work").text.contains(">2 notes: <span dir=\"auto\">tagged #work</span>"))
    }

    @Test func aTitleLeadsToItsNoteOrToANewOne() throws {
        try app.create("Große Pläne", "see [[Einkauf]]")
        try app.create("grosse plane")
        func location(_ title: String) -> String? {
            app.get("/notes/title?title=" + PercentEncoding.encode(title)).headerFields[.location]
        }
        #expect(app.get("/notes/1").text.contains("<a class=\"title\" href=\"/notes/title?title=Einkauf\">Einkauf</a>"))
        #expect(location("GROSSE PLÄNE") == "/notes/2")
        try app.store.delete(2)
        #expect(location("grosse plane") == "/notes/1")
        #expect(location("Einkauf") == "/notes/new?title=Einkauf")
        #expect(location("a&b #c") == "/notes/new?title=a%26b%20%23c")
    }
}
