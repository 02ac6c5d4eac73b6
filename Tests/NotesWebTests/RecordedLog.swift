import Locking
import Logging
import TestSupport

/// Records log events: the level, the message and the metadata of each, sorted by name.
final class RecordedLog: Sendable {
    private let recorded = Locked<[String]>([])

    var lines: [String] { recorded.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let pairs = (event.metadata ?? [:]).filter { $0.key != "milliseconds" }.sorted { $0.key < $1.key }
            let line = (["\(event.level)", "\(event.message)"] + pairs.map { "\($0.key)=\($0.value)" })
                .joined(separator: " ")
            log.recorded.withLock { $0.append(line) }
        }
    }
}
