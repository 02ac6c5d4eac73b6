#if PostgreSQL
/// A statement with its arguments.
struct Call {
    let sql: String
    var arguments: [Argument]
    /// Whether the connection prepares the statement once and keeps it. If false, the server plans it for these arguments.
    var isPrepared: Bool

    init(_ sql: String, _ arguments: [Argument] = [], isPrepared: Bool = true) {
        self.sql = sql
        self.arguments = arguments
        self.isPrepared = isPrepared
    }
}
#endif
