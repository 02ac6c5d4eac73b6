import TestSupport

extension FastCGIRequest {
    /// A request for the metrics. Only clients on the web server's machine get them.
    static var metrics: FastCGIRequest {
        var request = FastCGIRequest("GET", "/metrics")
        request.parameters.append(("REMOTE_ADDR", "127.0.0.1"))
        return request
    }
}
