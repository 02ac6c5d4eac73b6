import HTTPTypes
import HTTPValues

/// Makes the response for a page: the HTML, and a session cookie if the session has changed.
struct PageRenderer: Sendable {
    let templates: Templates
    let sessions: Sessions
    let links: Links

    /// Reads the session of a request.
    func open(_ call: Call) -> PageRequest {
        PageRequest(call: call, session: sessions.session(of: call.request))
    }

    func page(_ content: any PageContent, status: HTTPResponse.Status = .ok, for page: PageRequest) -> Response {
        let hasForm = type(of: content).hasForm
        var session = page.session
        if hasForm && session == nil { session = sessions.newSession() }
        let flashes = session?.flashes ?? []
        session?.flashes = []
        // A page with a form replaces a cookie that was signed with an old key, before the administrator removes that
        // key. Other pages do not replace the cookie, so that they are the same for everybody.
        if hasForm { session?.hasOldKey = false }
        let token = hasForm ? session.map(sessions.formToken) ?? "" : ""

        let layout = Layout(pageTitle: content.title, flashes: flashes.map(\.text), token: token)
        let isPersonal = hasForm || !flashes.isEmpty
        var response = Response(
            status: status, headerFields: isPersonal ? .personalPage : .page,
            body: templates.render(content, in: layout, links: links))
        response.isCacheable = !isPersonal
        if let session, session != page.session { setCookie(session, in: &response, for: page) }
        return response
    }

    /// Redirects the browser to a page that shows `flash`.
    func redirect(to location: String, flash: Flash, for page: PageRequest) -> Response {
        var response = Response.redirect(to: location)
        var session = page.session ?? sessions.newSession()
        session.flashes.append(flash)
        setCookie(session, in: &response, for: page)
        return response
    }

    private func setCookie(_ session: Session, in response: inout Response, for page: PageRequest) {
        response.headerFields[.setCookie] = Cookies.setCookie(
            Sessions.cookieName, sessions.cookie(session), path: links.cookiePath, isSecure: page.call.request.isSecure)
    }
}
