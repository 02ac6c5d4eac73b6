import Foundation
import Notes
import NotesWeb
import TestSupport
import Testing

/// Mistakes in the templates and static files, which stop the start.
@Suite struct TemplatesTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.removeItem(atPath: directory.path)
        try FileManager.default.copyItem(atPath: TestApp.root + "/templates", toPath: directory.path)
    }

    /// Changes one template, and returns the error of loading the templates.
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

    @Test func theTemplatesOfTheProjectAreValid() throws {
        _ = try Templates(directory: TestApp.root + "/templates")
    }

    @Test(arguments: [
        "base.html", "404.html", "400.html", "500.html", "notes/list.html", "notes/form.html", "diff.html",
    ])
    func aMissingFileIsReported(_ name: String) throws {
        try FileManager.default.removeItem(atPath: directory.file(name))
        let error = #expect(throws: UserError.self) { try Templates(directory: directory.path) }
        #expect(error?.description == "\(directory.file(name)): the file is missing or cannot be read")
    }

    @Test(arguments: ["{{titel}}", "{{#notse}}{{/notse}}", "{{^x}}{{/x}}", "{{ titel }}"])
    func anUnknownNameIsReportedWithItsLine(_ tag: String) throws {
        let problem = try problem("notes/detail.html") {
            $0.replacing("<h1 dir=\"auto\">{{title}}</h1>", with: "\n\(tag)")
        }
        #expect(problem.hasPrefix("\(directory.file("notes/detail.html")):3: the name "), "\(problem)")
    }

    @Test func aNameOfAnotherPageIsUnknown() throws {
        #expect(try problem("notes/detail.html") { $0.replacing("{{title}}", with: "{{excerpt}}") }.contains("excerpt"))
    }

    @Test(arguments: ["{{{heading}}}", "{{&heading}}"]) func unescapedTextIsRefused(_ tag: String) throws {
        #expect(
            try problem("404.html") { $0.replacing("{{heading}}", with: tag) }.contains("is not used in this project"))
    }

    @Test func aMistakeInAPartialIsReportedWithItsLine() throws {
        let problem = try problem("pages.html") { "\n" + $0.replacing("{{number}}", with: "{{titel}}") }
        #expect(problem.hasSuffix(": pages.html:6: the name titel is unknown"), "\(problem)")
        #expect(try self.problem("pages.html") { _ in "{{>diff}}" }.contains("no partial has this name"))
    }

    @Test func aSectionWithoutItsEndIsNamedWithTheLineOfItsBeginning() throws {
        let problem = try problem("notes/delete.html") { $0.replacing("{{/message}}", with: "") }
        #expect(problem.hasSuffix("notes/delete.html:2: the section message has no end"))
    }

    @Test(arguments: ["{{/heading}}", "{{#heading}}{{/explanation}}"]) func anEndWithoutItsSectionIsRefused(
        _ tags: String
    ) throws {
        #expect(try problem("404.html") { $0 + tags }.contains("ends a section that is not open"))
    }

    @Test func aTagWithoutItsEndIsRefused() throws {
        #expect(try problem("404.html") { $0 + "{{heading" }.contains("a tag has no end"))
    }

    @Test func aFileThatIsNotUTF8IsRefused() throws {
        try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: directory.file("404.html")))
        #expect(try problem("500.html") { $0 }.contains("not UTF-8"))
    }

    @Test func aBaseWithoutThePageIsRefused() throws {
        #expect(
            try problem("base.html") { $0.replacing("{{>main}}", with: "") }.contains(
                "the template must have {{>main}}"))
    }

    @Test(arguments: ["{{>main}}", "{{> base.html}}", "{{>404.html}}"]) func aPageCannotIncludeATemplate(
        _ tag: String
    ) throws {
        #expect(try problem("404.html") { $0 + tag }.contains(":4: {{>main}} stands once in base.html"))
    }

    @Test func missingStaticFilesAreReported() throws {
        let error = #expect(throws: UserError.self) {
            try StaticFiles.version(directory: directory.file("static"))
        }
        #expect(error?.description == "\(directory.file("static")): the folder is missing or empty, or cannot be read")
    }

    /// Otherwise browsers would keep old files for good.
    @Test func theVersionFollowsASymbolicLink() throws {
        let link = directory.file("static")
        try FileManager.default.createDirectory(atPath: directory.file("empty"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "empty")
        #expect(throws: UserError.self) { try StaticFiles.version(directory: link) }
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: TestApp.root + "/static")
        let version = try StaticFiles.version(directory: link)
        #expect(version.count == 12)
        #expect(try version == StaticFiles.version(directory: TestApp.root + "/static"))
    }
}
