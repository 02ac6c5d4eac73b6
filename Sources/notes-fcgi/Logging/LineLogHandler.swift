import Glibc
import Logging
import Notes

/// Writes each event to the standard error, as one line with one call of write(2).
///
/// A line begins with the time and the level. If the standard error leads to the journal of systemd, a line begins with
/// `<`, the number of the level and `>` (sd-daemon(3)). It has no time then, because the journal adds the time.
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

    /// Whether descriptor 2 leads to the journal: JOURNAL_STREAM contains the device and inode of the journal's stream
    /// (systemd.exec(5)). A process can inherit this variable even if its own standard error leads to another place.
    private static let standardErrorIsJournal: Bool = {
        var status = stat()
        guard let stream = getenv("JOURNAL_STREAM"), fstat(STDERR_FILENO, &status) == 0 else { return false }
        return String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
    }()
}

extension Logger.Level {
    /// The number of this level in syslog(3).
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
