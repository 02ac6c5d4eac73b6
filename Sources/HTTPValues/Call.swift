/// A request on its way through the handler of its route.
public struct Call: Sendable {
    public let request: Request
    /// The request's content, complete.
    public let body: [UInt8]
    /// The values of the names in the route's path.
    public let parameters: PathParameters

    public init(_ request: Request, body: [UInt8] = [], parameters: PathParameters = PathParameters()) {
        self.request = request
        self.body = body
        self.parameters = parameters
    }
}
