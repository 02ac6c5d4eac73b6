import FoundationEssentials

/// The pages' templates, all loaded and checked before the first request.
public struct Templates: Sendable {
    /// Why a template cannot be used, in one line with its file and line.
    public struct LoadError: Error, CustomStringConvertible {
        public let description: String
    }

    /// Every template there is, by its file's name.
    enum Name: String, CaseIterable {
        case base = "base.html"
        case list = "notes/list.html"
        case detail = "notes/detail.html"
        case form = "notes/form.html"
        case delete = "notes/delete.html"
        case badRequest = "400.html"
        case notFound = "404.html"
        case internalServerError = "500.html"

        /// What a template may ask for: its page's own names and those of `Page`, which stands around all of them.
        var knownNames: Set<String> {
            let own: [String] =
                switch self {
                case .base: []
                case .list: NoteListPage.names + NoteListPage.Item.names + Moment.names
                case .detail: NoteDetailPage.names + Moment.names
                case .form: NoteFormPage.names
                case .delete: NoteDeletePage.names
                case .badRequest, .notFound, .internalServerError: ErrorPage.names
                }
            return Set(own + Page.names)
        }
    }

    private let templates: [Name: Template]

    /// - Parameter directory: the folder `templates`.
    /// - Throws: `LoadError`.
    public init(directory: String) throws {
        let base = try Self.load(.base, directory)
        var templates: [Name: Template] = [:]
        for name in Name.allCases where name != .base {
            templates[name] = try base.around(Self.load(name, directory))
        }
        self.templates = templates
    }

    private static func load(_ name: Name, _ directory: String) throws(LoadError) -> Template {
        let path = "\(directory)/\(name.rawValue)"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw LoadError(description: "\(path): the file is missing or cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw LoadError(description: "\(path): the file is not UTF-8")
        }
        do {
            return try Template(text, names: name.knownNames, isBase: name == .base)
        } catch {
            throw LoadError(description: "\(path):\(error.line): \(error.reason)")
        }
    }

    func render(_ name: Name, _ page: Page) -> [UInt8] {
        templates[name]?.render(page) ?? []
    }
}
