#if PostgreSQL
import Notes

/// What a write changed.
struct Written {
    let id: Int64
    /// The new version of the note.
    let version: Timestamp?

    /// - Parameter row: the id and the version.
    init(_ row: Row) {
        (id, version) = (row.int64(0), row.time(1))
    }
}

/// One write: a statement that makes all changes, or none if the notes are no longer as the caller saw them.
struct Write<Value> {
    /// Common table expressions. The last one is `written`: it returns the `id` and the `updated_at` of the note that the
    /// statement wrote, or no row if nothing was changed.
    let statement: Call
    /// Statements that run after it in the same transaction.
    var after: [Call] = []
    /// Makes the result of the write.
    let value: (Written) throws -> Value
}

/// What to do after the current state was read.
enum Decision<Value> {
    /// Nothing has to be written.
    case done(Value)
    case write(Write<Value>)
}
#endif
