import Foundation
import Testing
import TestSupport

extension BrowserScriptTests {
    /// Scripts show times, keep pages up to date, and load without errors.
    @Suite struct Pages {
        @Test(arguments: [BasePath.standard, "/x/y"]) func browsersKeepAllScripts(basePath: String) throws {
            let site = try Site(basePath: basePath)
            let browser = try Browser(site)
            for target in ["/notes", "/notes/new"] { try browser.openWithScripts(target) }
            try browser.openWithScripts("/notes/new")
            let scripts = "performance.getEntriesByType('resource').filter((entry) => entry.name.includes('.js'))"
            #expect(try browser.value(of: "\(scripts).length") == "9")
            #expect(try browser.value(of: "\(scripts).every((entry) => entry.name.includes('?v='))") == "true")
            #expect(try browser.value(of: "\(scripts).every((entry) => entry.transferSize === 0)") == "true")
        }

        @Test func timesAreThoseOfTheReader() throws {
            let site = try Site()
            try site.service.createNote("New")
            let browser = try Browser(site)
            try browser.send("Emulation.setTimezoneOverride", ["timezoneId": "Asia/Tokyo"])
            try browser.openWithScripts("/notes")
            #expect(try browser.text(of: "time") == "Just now")
            #expect(try browser.property("title", of: "time").hasSuffix("GMT+9"))
            try browser.openWithScripts("/notes/1")
            #expect(try browser.text(of: ".meta").hasPrefix("Created just now"))

            // Several ages of a note
            let hour = 3_600_000
            for (age, text) in [
                (2 * 60_000, "2 minutes ago"), (2 * hour, "2 hours ago"), (7 * hour, "Today 16:00"),
                (8 * hour, "Yesterday 16:00"), (24 * hour * 90, "3 Nov 2025, 00:00"),
            ] {
                let now = "Date.parse('2026-02-01T00:00:00+09:00')"
                let start = text.hasPrefix("Today") ? "\(now) + 23 * \(hour)" : now
                let script = """
                    (() => {
                        const now = \(start);
                        Date.now = () => now;
                        const OldDate = Date;
                        window.Date = class extends OldDate { constructor(...a) { a.length ? super(...a) : super(now); } };
                        document.querySelector('.meta').innerHTML = '<time></time>';
                        document.querySelector('.meta time').dateTime = new Date(now - \(age)).toISOString();
                        dispatchEvent(new Event('pageshow'));
                        window.Date = OldDate;
                        return document.querySelector('.meta time').textContent;
                    })()
                    """
                #expect(try browser.value(of: script) == text)
            }
        }

        @Test(arguments: [360, 1280]) func timesDoNotMoveThePage(width: Int) throws {
            let site = try Site()
            for number in 1...5 { try site.service.createNote("Note \(number)") }
            let browser = try Browser(site)
            try browser.setWidth(width)
            try browser.runFirst(
                """
                window.shift = 0;
                new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shift += entry.value; }))
                    .observe({type: "layout-shift", buffered: true});
                """)
            for target in ["/notes", "/notes/1"] {
                try browser.openWithScripts(target)
                // The browser reports shifts with the frame after the change.
                _ = try browser.value(
                    of: "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
                #expect(try browser.value(of: "window.shift") == "0", "\(target)")
            }
        }

        @Test(arguments: [true, false]) func goingBackShowsNoDeletedNoteAndNoOldTitle(keepsPages: Bool) throws {
            let site = try Site()
            for number in 1...2 { try site.service.createNote("Note \(number)") }
            let browser = try Browser(site, keepsPages: keepsPages)
            try browser.openWithScripts("/notes")
            try browser.follow("Note 2")
            try browser.waitForScripts()
            #expect(try site.curl.send("DELETE", "/api/notes/2").status == 200)
            #expect(try site.curl.send("PUT", "/api/notes/1", json: #"{"title":"Other"}"#).status == 200)
            try browser.goBack()
            try waitUntil("the list is new") { try browser.text.contains("Other") && !browser.text.contains("Note 2") }

            try browser.openWithScripts("/notes/1")
            try browser.follow("All notes")
            #expect(try site.curl.send("DELETE", "/api/notes/1").status == 200)
            try browser.goBack()
            try waitUntil("the note is gone") { try !browser.text.contains("Other") }
        }

        @Test func goingBackToAnUnchangedPageLoadsNothing() throws {
            let site = try Site()
            try site.service.createNote("Note")
            let browser = try Browser(site)
            try browser.openWithScripts("/notes")
            _ = try browser.value(of: "window.isOld = true")
            try browser.follow("Note")
            _ = try browser.value(of: "window.isOld")
            try browser.goBack()
            try waitUntil("the script has asked whether the page has changed") {
                let requests =
                    "performance.getEntriesByType('resource').filter((entry) => entry.initiatorType === 'fetch')"
                return try browser.value(of: "\(requests).length") == "2"
            }
            #expect(try browser.value(of: "window.isOld") == "true")
        }

        @Test func aTextAreaGrowsWithItsTextInOlderBrowsers() throws {
            let site = try Site()
            try site.service.createNote("Note")
            let browser = try Browser(site)
            try browser.runFirst(
                "const supports = CSS.supports; CSS.supports = (name, value) => name !== 'field-sizing' && supports(name, value)"
            )
            try browser.openWithScripts("/notes/1/edit")
            try browser.type(String(repeating: "\n", count: 80), into: "[name=content]")
            let hidden =
                "document.querySelector('textarea').scrollHeight - document.querySelector('textarea').clientHeight"
            #expect(try browser.value(of: hidden) == "0")
        }

        @Test func scriptsCauseNoErrors() throws {
            let site = try Site()
            try site.service.createNote("Note")
            let browser = try Browser(site)
            try browser.runFirst(
                """
                window.problems = [];
                for (const name of ["error", "unhandledrejection", "securitypolicyviolation"]) {
                    addEventListener(name, (event) => window.problems.push(name + (event.violatedDirective ?? event.message ?? "")));
                }
                """)
            for target in [
                "/notes", "/notes?q=x", "/notes/1", "/notes/1/edit", "/notes/new", "/notes/trash", "/notes/99",
            ] {
                try browser.openWithScripts(target)
                try browser.press("?")
                #expect(try browser.value(of: "window.problems") == "", "\(target)")
            }
        }

        @Test func theManifestHasNoErrors() throws {
            for basePath in [BasePath.standard, "/x/y"] {
                let site = try Site(basePath: basePath)
                let browser = try Browser(site)
                try browser.open("/notes")
                let result = try browser.send("Page.getAppManifest", [:]) as? [String: Any] ?? [:]
                #expect((result["errors"] as? [Any])?.isEmpty == true)
                #expect((result["url"] as? String)?.contains("\(site.path("/static/manifest.webmanifest"))?v=") == true)
                let manifest = try #require(result["manifest"] as? [String: Any])
                #expect(manifest["startUrl"] as? String == site.address + "/notes")
                #expect(manifest["scope"] as? String == site.address + "/notes")
                let target = try #require(manifest["shareTarget"] as? [String: Any])
                #expect(target["action"] as? String == site.address + "/notes/new")
                for icon in manifest["icons"] as? [[String: Any]] ?? [] {
                    let path = try #require((icon["url"] as? String).flatMap(URL.init(string:))).path
                    let response = try site.send(path: path)
                    #expect(response.status == 200 && response["Content-Type"]?.hasPrefix("image/") == true, "\(path)")
                }
            }
        }

        @Test func paperHasTheTextAndNothingToClick() throws {
            let site = try Site()
            try site.service.createNote("Note", content: "a text")
            let browser = try Browser(site)
            try browser.send("Emulation.setEmulatedMedia", ["media": "print"])
            for target in ["/notes/1", "/notes"] {
                try browser.openWithScripts(target)
                #expect(try browser.text.contains("a text"))
                let visible =
                    "[...document.querySelectorAll('button, input, nav, .button')].filter((e) => e.checkVisibility())"
                #expect(try browser.value(of: "\(visible).map((e) => e.outerHTML)") == "", "\(target)")
            }
        }
    }
}
