public import Crypto

extension NotesApp {
    /// What an administrator may choose.
    public struct Configuration: Sendable {
        /// Keys that signed before; they verify cookies and form tokens, and never sign any.
        public var keyFallbacks: [SymmetricKey] = []
        /// The path below which the service is reachable, such as `/x/y`; empty if it is at the root of its site.
        public var basePath = ""
        /// Whether nobody is answered whom the web server does not name.
        public var requiresUser = false
        /// A request that takes so long is logged, in milliseconds.
        public var slowRequestMilliseconds = 1000

        /// What other parts of the process count, for GET /metrics.
        public var metrics: @Sendable () -> [Metric] = { [] }

        public init() {}
    }
}
