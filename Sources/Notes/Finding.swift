/// The result of examining one part of the service. `notes-fcgi doctor` prints each finding as one line.
public struct Finding: Sendable, Equatable, CustomStringConvertible {
    public enum Level: String, Sendable {
        case ok
        /// The service works, but this part should be improved. Or the state of this part is unknown.
        case warning
        case failed = "FAILED"
    }

    public let level: Level
    /// The part that was examined, such as `journal`.
    public let subject: String
    /// The state of the part. For a warning or a failure, also what to do.
    public let text: String

    public init(_ level: Level, _ subject: String, _ text: String) {
        self.level = level
        self.subject = subject
        self.text = text
    }

    /// Always one line, even if `text` contains a message of several lines.
    public var description: String {
        let column = level.rawValue + String(repeating: " ", count: 8 - level.rawValue.utf8.count)
        return column + "\(subject): \(text)".split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
