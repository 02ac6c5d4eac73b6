import HTTPValues

/// The response to a request, and what the log and the metrics tell about it.
struct Outcome: Sendable {
    var response: Response
    /// The position of the route in `Router.routeNames`; nil if the request has no route.
    var route: Int?
    /// The internal error that caused the response, if one did.
    var error: (any Error)?
}
