public import Hashing

extension NotesApp {
    /// The settings that an administrator chooses.
    public struct Configuration: Sendable {
        /// The path below which the service is reachable, such as `/x/y`; empty if it is at the root of its site.
        public var basePath = ""
        /// The version that the API's description of itself has.
        public var version = "0"
        /// Earlier keys. Cookies and form tokens that they signed stay valid. New signatures use only the current key.
        public var keyFallbacks: [SecretKey] = []
        /// Whether to respond with 401 unless the web server names a user.
        public var requiresUser = false
        /// Requests that take at least this time are logged as slow, in milliseconds.
        public var slowRequestMilliseconds = 1000
        /// Called on the thread of a request before the request waits for anything but the store, which has its own closure.
        public var willWait: @Sendable () -> Void = {}
        /// Returns the metrics of other parts of the process, for GET /metrics.
        public var metrics: @Sendable () -> [Metric] = { [] }

        public init() {}
    }
}
