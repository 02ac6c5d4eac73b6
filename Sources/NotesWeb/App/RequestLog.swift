import HTTPTypes
import HTTPValues
import Logging
import Notes
import Synchronization

/// Logs failed requests (status 5xx), slow requests, and successful writes by a user that the web server names.
final class RequestLog: Sendable {
    private let logger: Logger
    private let slowMilliseconds: Int
    private let hasReportedCorruption = Atomic(false)
    private let hasReportedMove = Atomic(false)

    /// A longer target or user name is cut to this length in the log, in characters.
    private static let maximumLength = 1000

    init(logger: Logger, slowMilliseconds: Int) {
        self.logger = logger
        self.slowMilliseconds = slowMilliseconds
    }

    /// - Parameter nanoseconds: how long the service took to make the response.
    func log(_ outcome: Outcome, of request: Request, nanoseconds: Int) {
        let status = outcome.response.status.code
        let milliseconds = nanoseconds / 1_000_000
        let (level, message): (Logger.Level, Logger.Message)
        if status >= 500 {
            reportOnce(outcome.error)
            (level, message) = (.error, "request failed")
        } else if milliseconds >= slowMilliseconds {
            (level, message) = (.warning, "slow request")
        } else if request.remoteUser != nil && status < 400 && request.method.isWrite {
            (level, message) = (.info, "write")
        } else {
            return
        }
        var metadata: Logger.Metadata = [
            "method": "\(request.method)", "target": "\(request.target.prefix(Self.maximumLength))",
            "status": "\(status)", "milliseconds": "\(milliseconds)",
        ]
        metadata["id"] = request.id.map { "\($0)" }
        metadata["user"] = request.remoteUser.map { "\($0.prefix(Self.maximumLength))" }
        metadata["error"] = outcome.error.map { "\($0)" }
        logger.log(level: level, message, metadata: metadata)
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
}

extension HTTPRequest.Method {
    fileprivate var isWrite: Bool { self == .post || self == .put || self == .delete }
}
