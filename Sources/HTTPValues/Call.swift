/// A request as the handler of its route gets it.
public struct Call: Sendable {
    public let request: Request
    /// The complete content of the request.
    public let body: [UInt8]
    /// The values of the names in the route's path, such as `id`. Each value is percent-decoded and not empty.
    public let parameters: [String: String]

    public init(_ request: Request, body: [UInt8] = [], parameters: [String: String] = [:]) {
        self.request = request
        self.body = body
        self.parameters = parameters
    }
}
