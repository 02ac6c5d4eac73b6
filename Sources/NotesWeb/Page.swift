import HTTPTypes
import HTTPValues

/// The content of one page: what its template shows.
protocol PageContent: TemplateContext {
    /// What `value(_:)` knows.
    static var names: [String] { get }
    var template: Templates.Name { get }
    /// What the browser's title bar shows before the service's name.
    var title: String { get }
    /// Whether the page has a form that changes something, and so needs a token.
    var hasForm: Bool { get }
}

/// What stands around every page's content.
struct Page: TemplateContext {
    static let names = ["pageTitle", "flashes", "hasFlashes", "token", "staticVersion"]

    let content: any PageContent
    let flashes: [String]
    /// Empty where the page has no form.
    let token: String
    let staticVersion: String

    func value(_ name: String) -> TemplateValue? {
        switch name {
        case "pageTitle": .text(content.title)
        case "flashes": .list(flashes)
        case "hasFlashes": .flag(!flashes.isEmpty)
        case "token": .text(token)
        case "staticVersion": .text(staticVersion)
        default: content.value(name)
        }
    }
}

/// Makes the answer of a page: its HTML, and the cookie if it needs one.
struct PageRenderer: Sendable {
    let templates: Templates
    let sessions: Sessions
    /// Part of the URLs of static files, which browsers keep for good.
    let staticVersion: String

    func page(_ content: any PageContent, status: HTTPResponse.Status = .ok, for request: Request) -> Response {
        let old = sessions.session(of: request)
        var session = old
        if content.hasForm && session == nil { session = sessions.newSession() }
        let flashes = session?.flashes ?? []
        session?.flashes = []
        // Before the old key is forgotten. Not on other pages, which are the same for everybody.
        if content.hasForm { session?.hasOldKey = false }
        let token = content.hasForm ? session.map(sessions.formToken) ?? "" : ""

        let page = Page(content: content, flashes: flashes.map(\.text), token: token, staticVersion: staticVersion)
        let isPersonal = !token.isEmpty || !flashes.isEmpty
        var response = Response(
            status: status, headerFields: isPersonal ? .personalPage : .page,
            body: templates.render(content.template, page))
        if let session, session != old { sessions.set(session, in: &response, for: request) }
        return response
    }

    /// Sends the browser to a page that shows `flash`.
    func redirect(to location: String, flash: Flash, for request: Request) -> Response {
        var response = Response.redirect(to: location)
        var session = sessions.session(of: request) ?? sessions.newSession()
        session.flashes.append(flash)
        sessions.set(session, in: &response, for: request)
        return response
    }
}
