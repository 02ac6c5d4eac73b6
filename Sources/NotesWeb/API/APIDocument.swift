import HTTPTypes
import HTTPValues

/// The API's description of itself, templates/openapi.json (OpenAPI 3.1, https://spec.openapis.org/oas/v3.1.0).
///
/// The file has the form of a template, so that it can name the version and the path of this service.
struct APIDocument: TemplateContext {
    let version: String

    enum Name: Int, CaseIterable {
        case root, version
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .root: .text(links.root)
        case .version: .text(version)
        }
    }

    /// Makes the response with the document, which is the same for every request.
    func response(_ templates: Templates, _ links: Links) -> Response {
        var response = Response(headerFields: .json, body: templates.render(self, links: links))
        response.isCacheable = true
        return response
    }
}
