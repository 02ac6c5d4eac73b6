/// The content of one page, shown by the page's own template inside base.html.
protocol PageContent: TemplateContext {
    /// The files in the folder `templates` that can show the page.
    static var templates: [String] { get }
    /// Whether the page has a form that changes notes. Such a form needs a token. Only the browser may keep the page
    /// (`HTTPFields.formPage`). The Undo button of a `Flash` does not count.
    static var hasForm: Bool { get }
    /// The file that shows this page; a member of `templates`.
    var template: String { get }
    /// The text that the browser's title bar shows before the service's name.
    var title: String { get }
}

extension PageContent {
    static var hasForm: Bool { false }
    var template: String { Self.templates[0] }
}
