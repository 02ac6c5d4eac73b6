import Locking
import Testing

@testable import NotesWeb

/// The output of templates for given values.
@Suite struct TemplateTests {
    /// A context with the values that a test gives it.
    private struct Values: TemplateContext {
        enum Name: Int, CaseIterable { case text, value, list, name, other, context, members, on, off }

        let values: [Name: TemplateValue]

        static func members(of name: Name) -> (any TemplateContext.Type)? {
            name == .context || name == .members ? Inner.self : nil
        }

        func value(_ name: Name, _ links: Links) -> TemplateValue { values[name] ?? .text(nil) }
    }

    /// A context inside another one.
    private struct Inner: TemplateContext {
        enum Name: Int, CaseIterable { case name, inner }

        let name: TemplateValue

        func value(_ name: Name, _ links: Links) -> TemplateValue {
            switch name {
            case .name: self.name
            case .inner: .text(nil)
            }
        }
    }

    private let links = Links(basePath: "", staticVersion: "v1")

    private func render(_ text: String, _ values: [Values.Name: TemplateValue]) throws -> String {
        let template = try Template(text, contexts: [Values.self])
        return String(decoding: template.render([Values(values: values)], links: links), as: UTF8.self)
    }

    /// A context with a constant value.
    private struct Constant: TemplateContext {
        enum Name: Int, CaseIterable { case constant, value, inner }

        static func constant(_ name: Name, _ links: Links) -> String? { name == .constant ? links.notes + "<" : nil }

        static func members(of name: Name) -> (any TemplateContext.Type)? { name == .inner ? Constant.self : nil }

        func value(_ name: Name, _ links: Links) -> TemplateValue {
            switch name {
            case .constant: .text("not constant")
            case .value: .text("v")
            case .inner: .contexts([self, self])
            }
        }
    }

    /// A context that keeps what a section showed for it.
    private struct Kept: TemplateContext {
        enum Name: Int, CaseIterable { case value, inner }

        let value: String
        let kept: Locked<[String: RenderedSection]>

        static func members(of name: Name) -> (any TemplateContext.Type)? { name == .inner ? Kept.self : nil }

        func value(_ name: Name, _ links: Links) -> TemplateValue {
            switch name {
            case .value: .text(value)
            case .inner: .contexts(["a", "b"].map { Kept(value: $0, kept: kept) })
            }
        }

        var rendered: RenderedSection? { kept.withLock { $0[value] } }

        func keep(_ html: UnsafeRawBufferPointer, of section: Int) {
            kept.withLock { $0[value] = RenderedSection(section: section, html: Array(html)) }
        }
    }

    @Test(arguments: [
        ("{{#inner}}<{{value}}>{{/inner}}", "<a><b>", true),
        ("{{#inner}}<{{text}}{{value}}>{{/inner}}", "<xa><xb>", false),
        ("{{#inner}}<{{#text}}{{.}}{{/text}}{{value}}>{{/inner}}", "<xa><xb>", false),
        ("{{#inner}}<{{#value}}{{.}}{{/value}}>{{/inner}}", "<a><b>", true),
    ]) func aSectionIsKeptIfNoOuterNameDeterminesIt(_ text: String, _ html: String, _ isKept: Bool) throws {
        let kept = Locked<[String: RenderedSection]>([:])
        let template = try Template(text, contexts: [Values.self, Kept.self])
        let contexts: [any TemplateContext] = [Values(values: [.text: .text("x")]), Kept(value: "outer", kept: kept)]
        #expect(String(decoding: template.render(contexts, links: links), as: UTF8.self) == html)
        #expect(kept.withLock { $0.keys.sorted() } == (isKept ? ["a", "b"] : []))
        guard isKept else { return }
        kept.withLock { $0["a"] = RenderedSection(section: $0["a"]?.section ?? 0, html: Array("kept".utf8)) }
        let again = String(decoding: template.render(contexts, links: links), as: UTF8.self)
        #expect(again == html.replacing("<a>", with: "kept"))
    }

    @Test func aSectionShowsOnlyWhatItRenderedItself() throws {
        let text = "{{#inner}}<{{value}}>{{/inner}}{{#inner}}({{value}}){{/inner}}"
        let template = try Template(text, contexts: [Values.self, Kept.self])
        let kept = Locked<[String: RenderedSection]>([:])
        let contexts: [any TemplateContext] = [Values(values: [:]), Kept(value: "outer", kept: kept)]
        for _ in 1...3 {
            #expect(String(decoding: template.render(contexts, links: links), as: UTF8.self) == "<a><b>(a)(b)")
        }
    }

    @Test func aConstantValueBecomesText() throws {
        let text =
            "a{{constant}}b{{#inner}}c{{constant}}{{value}}{{constant}}d{{/inner}}e{{^inner}}f{{/inner}}{{constant}}g"
        let template = try Template(text, contexts: [Constant.self]).withConstants(links)
        let html = String(decoding: template.render([Constant()], links: links), as: UTF8.self)
        let inner = "c/notes&lt;v/notes&lt;d"
        #expect(html == "a/notes&lt;b\(inner)\(inner)e/notes&lt;g")
    }

    @Test func aTextIsEscaped() throws {
        let values = [Values.Name.text: TemplateValue.text("a<b>&\"c\" 'd'\0é🌿")]
        #expect(try render("[{{text}}]", values) == "[a&lt;b&gt;&amp;&quot;c&quot; &#39;d&#39;\u{FFFD}é🌿]")
    }

    @Test(arguments: [
        (TemplateValue.flag(true), "yes"), (.flag(false), "no"), (.text(nil), "no"), (.text(""), "yes"),
        (.number(0), "yes"), (.texts([]), "no"), (.texts(["a", "b"]), "yesyes"),
    ]) func aSectionIsShownOrNot(_ value: TemplateValue, _ expected: String) throws {
        #expect(try render("{{#value}}yes{{/value}}{{^value}}no{{/value}}", [.value: value]) == expected)
    }

    @Test(arguments: [0, 1, 2]) func aSectionIsShownForEachContext(_ count: Int) throws {
        let contexts = (0..<count).map { Inner(name: .number($0)) }
        let text = try render(
            "{{#members}}{{name}};{{/members}}{{^members}}none{{/members}}", [.members: .contexts(contexts)])
        #expect(text == ["none", "0;", "0;1;"][count])
    }

    @Test func aPartialUsesTheNamesAtItsTag() throws {
        let template = try Template(
            "{{>part}}\n{{#context}}\n{{>part}}\n{{/context}}\n", contexts: [Values.self],
            partials: ["part": "[{{name}} & {{#text}}{{.}}{{/text}}]\n"])
        let values = Values(values: [
            .name: .text("outer"), .text: .text("<"), .context: .context(Inner(name: .text("inner"))),
        ])
        let text = String(decoding: template.render([values], links: links), as: UTF8.self)
        #expect(text == "[outer & &lt;]\n[inner & &lt;]\n")
    }

    @Test func aTextInAListIsTheDot() throws {
        #expect(try render("{{#list}}<{{.}}>{{/list}}", [.list: .texts(["a", "&"])]) == "<a><&amp;>")
        #expect(try render("{{#text}}<{{.}}>{{/text}}", [.text: .text("a")]) == "<a>")
        #expect(try render("{{.}}", [:]) == "")
    }

    @Test func aNameIsSearchedInTheInnerContextFirst() throws {
        let values: [Values.Name: TemplateValue] = [
            .context: .context(Inner(name: .text("inner"))), .name: .text("outer"), .other: .number(7),
        ]
        #expect(
            try render("{{#context}}{{name}} {{other}}{{inner}}{{/context}} {{name}}", values) == "inner 7 outer")
    }

    @Test func anAbsentInnerValueIsNotReplacedByTheOuterOne() throws {
        let values: [Values.Name: TemplateValue] = [
            .context: .context(Inner(name: .text(nil))), .name: .text("outer"),
        ]
        #expect(try render("{{#context}}[{{name}}]{{/context}}", values) == "[]")
    }

    @Test func aNameOfAnInnerContextIsUnknownOutsideOfItsSection() {
        let error = #expect(throws: TemplateError.self) { try render("{{#on}}\n{{inner}}{{/on}}", [:]) }
        #expect(error?.line == 2 && error?.reason == "the name inner is unknown")
    }

    @Test func aTagAloneOnItsLineLeavesNoLine() throws {
        let values = [Values.Name.on: TemplateValue.flag(true), .off: .flag(false)]
        let template =
            "a\n{{#on}}\n  b\n  {{! note }}\r\n{{/on}}\n{{#off}}\nc\n{{/off}}\n{{#on}} {{/on}}\nd{{#on}}\n{{/on}}"
        #expect(try render(template, values) == "a\n  b\n \nd\n")
    }

    @Test func aValueKeepsItsLine() throws {
        #expect(
            try render("<p>\n{{text}}</p>\n{{text}}\n", [.text: .text("\n  a\n")]) == "<p>\n\n  a\n</p>\n\n  a\n\n")
    }

    @Test func thePageIsShownInsideTheBase() throws {
        let base = try Template("<\n{{>main}}\n>", contexts: [Values.self], isBase: true)
        let page = try Template("{{#name}}{{.}}{{/name}} {{other}}\n", contexts: [Values.self, Inner.self])
        let html = base.render(
            [Values(values: [.other: .number(7)])], main: (page, Inner(name: .text("x"))), links: links)
        #expect(String(decoding: html, as: UTF8.self) == "<\nx 7\n>")
    }

    @Test func theBaseMayHaveContextsOfItsOwn() throws {
        let base = try Template(
            "{{#members}}{{name}}{{other}}{{/members}}\n{{>main}}\n", contexts: [Values.self], isBase: true)
        let page = try Template("{{name}}{{other}}\n", contexts: [Values.self, Inner.self])
        let members = [Inner(name: .text("a")), Inner(name: .text("b"))]
        let html = base.render(
            [Values(values: [.members: .contexts(members), .other: .number(7)])],
            main: (page, Inner(name: .text("x"))), links: links)
        #expect(String(decoding: html, as: UTF8.self) == "a7b7\nx7\n")
    }
}
