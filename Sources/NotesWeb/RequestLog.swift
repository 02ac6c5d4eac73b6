import HTTPTypes
import HTTPValues
import Logging

/// Which requests are worth a line in the log: those that failed, those that took long, and who wrote what.
struct RequestLog: Sendable {
    let logger: Logger
    let slowMilliseconds: Int

    /// The most of a target or a name that is logged, in characters.
    private static let maximumLength = 1000

    /// - Parameter nanoseconds: how long it took to answer.
    func log(_ answer: Answer, to request: Request, nanoseconds: Int) {
        let status = answer.response.status.code
        if status >= 500 {
            log(.error, "request failed", answer, request, nanoseconds)
        } else if nanoseconds / 1_000_000 >= slowMilliseconds {
            log(.warning, "slow request", answer, request, nanoseconds)
        } else if request.remoteUser != nil && status < 400 && request.method.isWrite {
            log(.info, "write", answer, request, nanoseconds)
        }
    }

    private func log(
        _ level: Logger.Level, _ message: Logger.Message, _ answer: Answer, _ request: Request, _ nanoseconds: Int
    ) {
        var metadata: Logger.Metadata = [
            "method": "\(request.method)", "target": "\(request.target.prefix(Self.maximumLength))",
            "status": "\(answer.response.status.code)", "milliseconds": "\(nanoseconds / 1_000_000)",
        ]
        metadata["id"] = request.id.map { "\($0)" }
        metadata["user"] = request.remoteUser.map { "\($0.prefix(Self.maximumLength))" }
        metadata["error"] = answer.error.map { "\($0)" }
        logger.log(level: level, message, metadata: metadata)
    }
}

extension HTTPRequest.Method {
    fileprivate var isWrite: Bool { self == .post || self == .put || self == .delete }
}
