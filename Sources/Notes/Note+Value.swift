extension Note {
    /// A value of a column.
    public enum Value: Sendable, Equatable {
        case integer(Int64)
        case text(String?)
        case flag(Bool)
        case time(Timestamp?)

        /// Compares texts byte by byte. Swift's `==` is less strict: é equals e followed by a combining accent.
        public static func == (a: Value, b: Value) -> Bool {
            switch (a, b) {
            case (.integer(let a), .integer(let b)): a == b
            case (.text(let a?), .text(let b?)): a.isIdentical(to: b)
            case (.text(let a), .text(let b)): a == nil && b == nil
            case (.flag(let a), .flag(let b)): a == b
            case (.time(let a), .time(let b)): a == b
            default: false
            }
        }
    }
}
