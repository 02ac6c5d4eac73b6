/// What the doctor found out about one thing, in one line.
struct Finding: Equatable, CustomStringConvertible {
    enum Level: String {
        case ok
        /// It works, and could be better; or nobody can tell.
        case warning
        case failed = "FAILED"
    }

    let level: Level
    /// What was looked at.
    let subject: String
    /// How it is, and, unless it is well, what to do.
    let text: String

    init(_ level: Level, _ subject: String, _ text: String) {
        self.level = level
        self.subject = subject
        self.text = text
    }

    var description: String {
        let column = level.rawValue + String(repeating: " ", count: 8 - level.rawValue.utf8.count)
        // Whatever a message of somebody else's holds.
        return column + "\(subject): \(text)".split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
