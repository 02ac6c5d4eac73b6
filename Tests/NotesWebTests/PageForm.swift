import HTTPTypes
import HTTPValues

/// A form of a page, with the fields that a browser would send.
struct PageForm {
    var action: String
    var fields: [String: String] = [:]

    /// Reads the first form that is sent by POST to an address with this end; nil if the page has none.
    init?(_ page: Response, to end: String = "") {
        let forms = page.text.matches(of: /(?s)<form[^>]*action="([^"]*)" method="post">(.*?)<\/form>/)
        guard let form = forms.first(where: { $0.1.hasSuffix(end) }) else { return nil }
        action = Self.unescaped(form.1)
        for input in form.2.matches(of: /<input type="([a-z]+)"[^>]*? name="([^"]*)" value="([^"]*)"([^>]*)>/) {
            guard input.1 != "checkbox" || input.4.contains("checked") else { continue }
            fields[String(input.2)] = Self.unescaped(input.3)
        }
        for area in form.2.matches(of: /(?s)<textarea[^>]* name="([^"]*)"[^>]*>\n(.*?)<\/textarea>/) {
            fields[String(area.1)] = Self.unescaped(area.2)
        }
    }

    /// Returns the form after a user changed some fields.
    func with(_ changes: [String: String]) -> PageForm {
        var form = self
        form.fields.merge(changes) { $1 }
        return form
    }

    private static func unescaped(_ text: Substring) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
    }
}

extension TestApp {
    func send(_ form: PageForm?, _ changes: [String: String] = [:]) -> Response {
        guard let form = form?.with(changes) else { return Response(status: .notFound) }
        return post(form.action, form.fields)
    }

    /// Returns the form of the page at an address.
    func form(_ target: String, to end: String = "") -> PageForm? {
        PageForm(get(target), to: end)
    }
}

extension Response {
    /// The message above a form.
    var alert: String {
        text.firstMatch(of: /role="alert">(.*?)<\/p>/).map { String($0.1) } ?? ""
    }
}
