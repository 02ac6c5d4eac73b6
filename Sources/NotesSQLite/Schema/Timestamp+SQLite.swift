import Notes

extension Timestamp {
    /// The text that SQLAlchemy writes to SQLite for a DATETIME: `2026-01-31 09:05:00.000123`. Its order is the order of time.
    var sqlite: String { text(separator: " ") }
}
