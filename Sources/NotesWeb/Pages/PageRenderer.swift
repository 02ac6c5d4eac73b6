import HTTPTypes
import HTTPValues
import Markdown

/// Makes the response for a page: the HTML, and a session cookie if the session has changed.
///
/// A cookie is replaced as a whole. If two requests of one browser change the session at the same time, the later response
/// wins: a flash may get lost or show again. The seed stays the same, so the tokens in open forms stay valid.
struct PageRenderer: Sendable {
    let templates: Templates
    let sessions: Sessions
    let links: Links
    let largePages: LargePages
    /// The version of the service, which every page shows.
    let version: String

    /// Formats the text of a note.
    ///
    /// - Throws: `HTTPError.overloaded` if the text is long, and other long texts are formatted for too long.
    func format(_ text: String, boxes: Boxes) throws(HTTPError) -> ShownText {
        let permit = text.utf8.count > LargePages.shortTextBytes ? try largePages.permit() : nil
        return ShownText(html: MarkdownHTML(text, boxes: boxes, links: links.mentions), permit: permit)
    }

    /// Reads the session of a request. Skips it for a GET without flashes, because only a page with a form then needs the
    /// session: checking the signature of a cookie takes as long as making a short page.
    func open(_ call: Call) -> PageRequest {
        let isNeeded = call.request.method != .get || sessions.hasFlashes(call.request)
        return PageRequest(call: call, session: isNeeded ? sessions.session(of: call.request) : nil)
    }

    /// Makes the response for a page.
    ///
    /// The page shows the flashes that wait for it, and removes them from the cookie, but only in the response to a GET that
    /// succeeds. A HEAD, a failed request and any other page leave the cookie as it is.
    func page(_ content: any PageContent, status: HTTPResponse.Status = .ok, for page: PageRequest) -> Response {
        let hasForm = type(of: content).hasForm
        let former = hasForm && page.session == nil ? sessions.session(of: page.call.request) : page.session
        var session = former
        if hasForm && session == nil { session = sessions.newSession() }
        var flashes: [Flash] = []
        if page.call.request.method == .get && status.kind == .successful {
            flashes = session?.takeFlashes(of: page.call.request.path) ?? []
        }
        // A page with a form replaces a cookie that was signed with an old key, before the administrator removes that
        // key. Other pages do not replace the cookie, so that they are the same for everybody.
        if hasForm { session?.isOutdated = false }
        let needsToken = hasForm || flashes.contains { $0.undo != nil }
        let token = needsToken ? session.map(sessions.formToken) ?? "" : ""

        let layout = Layout(pageTitle: content.title, version: version, flashes: flashes, token: token)
        var response = Response(
            status: status, headerFields: hasForm ? .formPage : flashes.isEmpty ? .page : .flashPage,
            body: templates.render(content, in: layout, links: links))
        response.isCacheable = !hasForm && flashes.isEmpty
        if let session, session != former { setCookie(session, in: &response, for: page) }
        return response
    }

    /// Redirects the browser to a page that shows `flash`.
    ///
    /// - Parameter location: the address of that page, from `links`.
    func redirect(to location: String, flash: Flash, for page: PageRequest) -> Response {
        var response = Response.redirect(to: location)
        var session = page.session ?? sessions.newSession()
        session.flashes.append(
            WaitingFlash(
                flash: flash, page: WaitingFlash.number(of: location.prefix { $0 != "?" }), created: sessions.seconds))
        setCookie(session, in: &response, for: page)
        return response
    }

    private func setCookie(_ session: Session, in response: inout Response, for page: PageRequest) {
        response.headerFields[.setCookie] = Cookies.setCookie(
            Sessions.cookieName, sessions.cookie(session), path: links.root, isSecure: page.call.request.isSecure)
    }
}
