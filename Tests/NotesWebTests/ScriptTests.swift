import Foundation
import Testing

/// The scripts of the pages, which are small and apart from the pages.
@Suite struct ScriptTests {
    private func files(below folder: String) throws -> [(name: String, text: String)] {
        let path = "\(TestApp.root)/\(folder)"
        return try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.contains(".") }.map {
            ($0, try String(contentsOfFile: "\(path)/\($0)", encoding: .utf8))
        }
    }

    @Test func allScriptsTogetherAreSmall() throws {
        let scripts = try files(below: "static/js")
        #expect(!scripts.isEmpty)
        #expect(scripts.map(\.text.utf8.count).reduce(0, +) <= 25_000)
    }

    /// The Content Security Policy forbids them.
    @Test func noPageHasAScriptOrAStyleInside() throws {
        let site = try String(contentsOfFile: "\(TestApp.root)/deploy/nginx/notes.conf", encoding: .utf8)
        for (name, text) in try files(below: "templates").filter({ $0.name.hasSuffix(".html") }) + [
            ("notes.conf", site)
        ] {
            #expect(text.firstMatch(of: /<style|<[^>]* style=|<[^>]* on[a-z]+=|javascript:/) == nil, "\(name)")
            for script in text.matches(of: /<script([^>]*)>(.*?)<\/script>/.dotMatchesNewlines()) {
                #expect(script.1.contains(" src=") && script.2.isEmpty, "\(name)")
            }
        }
    }

    /// The bars of a phone's browser have the colours of the page.
    @Test func theColoursOfTheBrowserAreThoseOfThePage() throws {
        let page = try String(contentsOfFile: "\(TestApp.root)/templates/base.html", encoding: .utf8)
        let style = try String(contentsOfFile: "\(TestApp.root)/static/css/style.css", encoding: .utf8)
        let colours = page.matches(of: /name="theme-color"[^>]*content="([^"]+)"/).map { String($0.1) }
        #expect(colours == style.matches(of: /--raised: (#[0-9a-f]+);/).prefix(2).map { String($0.1) })
    }

    @Test func aFormKnowsWhetherItsTextIsUnsaved() throws {
        let app = try TestApp()
        try app.create("Title")
        for target in ["/notes/new", "/notes/1/edit"] {
            #expect(!app.get(target).text.contains("data-unsaved"))
            #expect(app.post(target, ["title": "", "content": "text"]).text.contains("data-unsaved"))
        }
    }
}
