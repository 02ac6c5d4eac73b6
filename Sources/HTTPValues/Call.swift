/// A request on its way through the handler of its route.
public struct Call: Sendable {
    public let request: Request
    /// The request's content, complete.
    public let body: [UInt8]
    /// The values of the names in the route's path: percent-decoded, and never empty.
    public let parameters: [String: String]

    public init(_ request: Request, body: [UInt8] = [], parameters: [String: String] = [:]) {
        self.request = request
        self.body = body
        self.parameters = parameters
    }
}
