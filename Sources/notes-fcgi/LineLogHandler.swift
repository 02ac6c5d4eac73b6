import Glibc
import Logging
import Notes

/// Writes each event to the standard error, as one line by one write(2).
///
/// The journal of systemd has the time itself; it gets the level as the number that it knows (sd-daemon(3)). Others get
/// both in words.
struct LineLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    private let writesToJournal = Self.standardErrorIsJournal

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let prefix =
            writesToJournal ? "<\(event.level.priority)>" : "\(Timestamp.now().rfc3339) \(event.level.rawValue): "
        let metadata = metadata.merging(event.metadata ?? [:]) { $1 }
        let line = LogLine.text(prefix, event.message.description, metadata.mapValues { "\($0)" })
        write(STDERR_FILENO, line, line.utf8.count)
    }

    /// Whether JOURNAL_STREAM names what is descriptor 2 (systemd.exec(5)): it is inherited by whatever a service starts.
    private static let standardErrorIsJournal: Bool = {
        var status = stat()
        guard let stream = getenv("JOURNAL_STREAM"), fstat(STDERR_FILENO, &status) == 0 else { return false }
        return String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
    }()
}

extension Logger.Level {
    /// As syslog(3) counts them.
    fileprivate var priority: CInt {
        switch self {
        case .trace, .debug: LOG_DEBUG
        case .info: LOG_INFO
        case .notice: LOG_NOTICE
        case .warning: LOG_WARNING
        case .error: LOG_ERR
        case .critical: LOG_CRIT
        }
    }
}
