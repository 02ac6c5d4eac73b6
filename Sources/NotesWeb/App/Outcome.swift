import HTTPTypes
import HTTPValues

/// The response to a request, and the values that the log and the metrics need.
struct Outcome: Sendable {
    var response: Response
    /// The position of the route in `Router.routeNames`; nil if the request has no route.
    let route: Int?
    /// The internal error that caused the response, if one did.
    let error: (any Error)?

    /// - Parameter response: gets `HTTPFields.security`, unless it already has a Content-Security-Policy.
    init(_ response: Response, route: Int? = nil, error: (any Error)? = nil) {
        self.response = response
        self.route = route
        self.error = error
        if !response.headerFields.contains(where: { $0.name == .contentSecurityPolicy }) {
            self.response.headerFields.append(contentsOf: HTTPFields.security)
        }
    }
}
