import Testing

@testable import NotesWeb

/// What a template makes of values.
@Suite struct TemplateTests {
    private struct Values: TemplateContext {
        let values: [String: TemplateValue]

        init(_ values: [String: TemplateValue]) {
            self.values = values
        }

        func value(_ name: String) -> TemplateValue? { values[name] }
    }

    private func render(_ text: String, _ values: [String: TemplateValue]) throws -> String {
        let template = try Template(text, names: Set(values.keys).union(["inner"]))
        return String(decoding: template.render(Values(values)), as: UTF8.self)
    }

    @Test func aTextIsEscaped() throws {
        let values = ["text": TemplateValue.text("a<b>&\"c\" 'd'\0é🌿")]
        #expect(try render("[{{text}}]", values) == "[a&lt;b&gt;&amp;&quot;c&quot; &#39;d&#39;\u{FFFD}é🌿]")
    }

    @Test(arguments: [
        (TemplateValue.flag(true), "yes"), (.flag(false), "no"), (.absent, "no"), (.text(""), "yes"),
        (.number(0), "yes"),
        (.list([]), "no"), (.list(["a", "b"]), "yesyes"), (.context("a"), "yes"),
    ]) func aSectionIsThereOrNot(_ value: TemplateValue, _ expected: String) throws {
        #expect(try render("{{#value}}yes{{/value}}{{^value}}no{{/value}}", ["value": value]) == expected)
    }

    @Test func aMemberIsTheDot() throws {
        #expect(try render("{{#list}}<{{.}}>{{/list}}", ["list": .list(["a", "&"])]) == "<a><&amp;>")
        #expect(try render("{{#text}}<{{.}}>{{/text}}", ["text": .text("a")]) == "<a>")
        #expect(try render("{{.}}", [:]) == "")
    }

    @Test func namesAreLookedForInsideFirst() throws {
        let inner = Values(["name": .text("inner"), "inner": .absent])
        let values = ["context": TemplateValue.context(inner), "name": .text("outer"), "other": .number(7)]
        #expect(
            try render("{{#context}}{{name}} {{other}}{{inner}}{{/context}} {{name}}", values) == "inner 7 outer")
    }

    @Test func whatIsKnownButAbsentIsNotLookedForOutside() throws {
        let values = ["context": TemplateValue.context(Values(["name": .absent])), "name": .text("outer")]
        #expect(try render("{{#context}}[{{name}}]{{/context}}", values) == "[]")
    }

    @Test func aTagAloneOnItsLineLeavesNoLine() throws {
        let values = ["on": TemplateValue.flag(true), "off": .flag(false)]
        let template =
            "a\n{{#on}}\n  b\n  {{! note }}\r\n{{/on}}\n{{#off}}\nc\n{{/off}}\n{{#on}} {{/on}}\nd{{#on}}\n{{/on}}"
        #expect(try render(template, values) == "a\n  b\n \nd\n")
    }

    @Test func aValueKeepsItsLine() throws {
        #expect(
            try render("<p>\n{{text}}</p>\n{{text}}\n", ["text": .text("\n  a\n")]) == "<p>\n\n  a\n</p>\n\n  a\n\n")
    }

    @Test func thePageStandsInItsBase() throws {
        let base = try Template("<\n{{>main}}\n>", names: [], isBase: true)
        let page = try Template("{{#name}}{{.}}{{/name}}\n", names: ["name"])
        #expect(String(decoding: base.around(page).render(Values(["name": .text("x")])), as: UTF8.self) == "<\nx\n>")
    }
}
