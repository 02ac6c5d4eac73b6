import HTTPTypes
import HTTPValues
import Logging
import Notes
import Synchronization

/// Logs the requests that deserve a line: failed ones, slow ones, and writes by a known user.
final class RequestLog: Sendable {
    private let logger: Logger
    private let slowMilliseconds: Int
    private let hasReportedCorruption = Atomic(false)
    private let hasReportedMove = Atomic(false)

    /// The most of a target or of a user's name that is logged, in characters.
    private static let maximumLength = 1000

    init(logger: Logger, slowMilliseconds: Int) {
        self.logger = logger
        self.slowMilliseconds = slowMilliseconds
    }

    /// - Parameter nanoseconds: the time between the request and the response.
    func log(_ outcome: Outcome, of request: Request, nanoseconds: Int) {
        let status = outcome.response.status.code
        if status >= 500 {
            reportOnce(outcome.error)
            log(.error, "request failed", outcome, request, nanoseconds)
        } else if nanoseconds / 1_000_000 >= slowMilliseconds {
            log(.warning, "slow request", outcome, request, nanoseconds)
        } else if request.remoteUser != nil && status < 400 && request.method.isWrite {
            log(.info, "write", outcome, request, nanoseconds)
        }
    }

    /// Logs a problem that needs an administrator once, not for every request.
    private func reportOnce(_ error: (any Error)?) {
        switch error as? NotesError {
        case .corrupt(let description) where !hasReportedCorruption.exchange(true, ordering: .relaxed):
            logger.critical(
                "the database is damaged; restore a backup, or see https://www.sqlite.org/recovery.html: \(description)"
            )
        case .moved where !hasReportedMove.exchange(true, ordering: .relaxed):
            logger.critical(
                "the database was moved or deleted while it was open, so nothing is written any more; put its files back, or restart the service to use the files that are there now"
            )
        default: break
        }
    }

    private func log(
        _ level: Logger.Level, _ message: Logger.Message, _ outcome: Outcome, _ request: Request, _ nanoseconds: Int
    ) {
        var metadata: Logger.Metadata = [
            "method": "\(request.method)", "target": "\(request.target.prefix(Self.maximumLength))",
            "status": "\(outcome.response.status.code)", "milliseconds": "\(nanoseconds / 1_000_000)",
        ]
        metadata["id"] = request.id.map { "\($0)" }
        metadata["user"] = request.remoteUser.map { "\($0.prefix(Self.maximumLength))" }
        metadata["error"] = outcome.error.map { "\($0)" }
        logger.log(level: level, message, metadata: metadata)
    }
}

extension HTTPRequest.Method {
    fileprivate var isWrite: Bool { self == .post || self == .put || self == .delete }
}
