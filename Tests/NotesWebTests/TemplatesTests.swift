import Foundation
import NotesWeb
import TestSupport
import Testing

/// What stops the start.
@Suite struct TemplatesTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.removeItem(atPath: directory.path)
        try FileManager.default.copyItem(atPath: TestApp.root + "/templates", toPath: directory.path)
    }

    /// Changes one template and returns what loading them says.
    private func problem(_ name: String, _ change: (String) -> String) throws -> String {
        let path = directory.file(name)
        try change(String(contentsOfFile: path, encoding: .utf8)).write(toFile: path, atomically: true, encoding: .utf8)
        do {
            _ = try Templates(directory: directory.path)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func theProjectsTemplatesAreGood() throws {
        _ = try Templates(directory: TestApp.root + "/templates")
    }

    @Test(arguments: ["base.html", "404.html", "400.html", "500.html", "notes/list.html", "notes/form.html"])
    func aMissingFileIsNamed(_ name: String) throws {
        try FileManager.default.removeItem(atPath: directory.file(name))
        let error = #expect(throws: Templates.LoadError.self) { try Templates(directory: directory.path) }
        #expect(error?.description == "\(directory.file(name)): the file is missing or cannot be read")
    }

    @Test(arguments: ["{{titel}}", "{{#notse}}{{/notse}}", "{{^x}}{{/x}}", "{{ titel }}"])
    func anUnknownNameIsNamedWithItsLine(_ tag: String) throws {
        let problem = try problem("notes/detail.html") {
            $0.replacing("<h1 dir=\"auto\">{{title}}</h1>", with: "\n\(tag)")
        }
        #expect(problem.hasPrefix("\(directory.file("notes/detail.html")):6: the name "), "\(problem)")
    }

    @Test func aNameOfAnotherPageIsUnknown() throws {
        #expect(try problem("notes/detail.html") { $0.replacing("{{title}}", with: "{{excerpt}}") }.contains("excerpt"))
    }

    @Test func anUnknownTemplateIsNamed() throws {
        let problem = try problem("404.html") { $0 + "{{<bsae.html}}{{/bsae.html}}" }
        #expect(problem.hasSuffix(":9: the name bsae.html is unknown"))
    }

    @Test(arguments: ["{{{heading}}}", "{{&heading}}"]) func unescapedTextIsRefused(_ tag: String) throws {
        #expect(try problem("404.html") { $0.replacing("{{heading}}", with: tag) }.contains("without being escaped"))
    }

    @Test func aTemplateThatDoesNotSayItIsHTMLIsRefused() throws {
        #expect(try problem("404.html") { String($0.dropFirst(23)) }.contains(":1: the template must begin with"))
    }

    @Test func aSectionWithoutItsEndIsRefused() throws {
        #expect(
            try problem("notes/list.html") { $0.replacing("{{/isPastEnd}}", with: "") }.contains("notes/list.html:"))
    }

    @Test func aTagWithoutItsEndIsRefused() throws {
        #expect(try problem("404.html") { $0 + "{{heading" }.contains("a tag has no end"))
    }

    @Test func aFileThatIsNotUTF8IsRefused() throws {
        try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: directory.file("404.html")))
        #expect(try problem("500.html") { $0 }.contains("not UTF-8"))
    }

    @Test func aMisspeltBlockIsNamed() throws {
        #expect(
            try problem("notes/list.html") { $0.replacing("main}}", with: "mian}}") }.contains(
                "the template must have {{$main}}"))
        #expect(try problem("notes/list.html") { $0 }.contains("notes/list.html:1:"))
    }

    @Test func aBaseWithoutABlockIsRefused() throws {
        #expect(
            try problem("base.html") { $0.replacing("{{$main}}{{/main}}", with: "") }.contains(
                "the template must have {{$main}}"))
    }

    @Test func aTemplateThatCallsItselfIsRefused() throws {
        #expect(try problem("404.html") { $0 + "{{> 404.html}}" }.contains("is not used in this project"))
        #expect(try problem("404.html") { $0 + "{{<404.html}}{{/404.html}}" }.contains(":"))
    }

    @Test func missingStaticFilesAreNamed() throws {
        let error = #expect(throws: StaticFiles.Missing.self) {
            try StaticFiles.version(directory: directory.file("static"))
        }
        #expect(error?.description == "\(directory.file("static")): the folder is missing or cannot be read")
        #expect(try StaticFiles.version(directory: TestApp.root + "/static").count == 12)
    }
}
