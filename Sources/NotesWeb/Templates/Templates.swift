import FoundationEssentials
public import Notes

/// The templates of all pages, loaded and checked before the first request.
public struct Templates: Sendable {
    private var base: Template
    private var pages: [String: Template]
    private let apiDocument: Template

    /// The partials, which pages include: `diff` is the file diff.html.
    private static let partials = ["diff", "pages", "pin", "suggestions", "text"]

    /// - Parameter directory: the folder `templates`.
    /// - Throws: `UserError` that names the file and the line of the first mistake.
    public init(directory: String) throws(UserError) {
        var partials: [String: String] = [:]
        for name in Self.partials { partials[name] = try Self.text("\(directory)/\(name).html") }
        base = try Self.load("base.html", in: directory, contexts: [Layout.self], isBase: true)
        var pages: [String: Template] = [:]
        for page in allPages {
            for file in page.templates {
                pages[file] = try Self.load(file, in: directory, contexts: [Layout.self, page], partials: partials)
            }
        }
        self.pages = pages
        apiDocument = try Self.load("openapi.json", in: directory, contexts: [APIDocument.self])
    }

    /// Returns templates that render faster, but only with these links.
    func withConstants(_ links: Links) -> Templates {
        var templates = self
        templates.base = base.withConstants(links)
        templates.pages = pages.mapValues { $0.withConstants(links) }
        return templates
    }

    private static func load(
        _ file: String, in directory: String, contexts: [any TemplateContext.Type], partials: [String: String] = [:],
        isBase: Bool = false
    ) throws(UserError) -> Template {
        let path = "\(directory)/\(file)"
        let text = try text(path)
        do {
            return try Template(text, contexts: contexts, partials: partials, isBase: isBase)
        } catch {
            throw UserError("\(path):\(error.line): \(error.reason)")
        }
    }

    private static func text(_ path: String) throws(UserError) -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw UserError("\(path): the file is missing or cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw UserError("\(path): the file is not UTF-8")
        }
        return text
    }

    /// Renders templates/openapi.json, as UTF-8.
    func render(_ document: APIDocument, links: Links) -> [UInt8] {
        apiDocument.render([document], links: links)
    }

    /// Renders a page inside base.html, as UTF-8.
    func render(_ page: any PageContent, in layout: Layout, links: Links) -> [UInt8] {
        guard let template = pages[page.template] else { return [] }
        return base.render([layout], main: (template, page), links: links)
    }
}
