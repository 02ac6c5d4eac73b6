/// An error that one line explains to the person who runs the program: what went wrong, where, and what to do.
///
/// Commands print the line unchanged, so the code that throws the error composes the whole line.
public struct UserError: Error, Equatable, CustomStringConvertible {
    /// The line, without a full stop, such as `cannot open the database notes.db: Permission denied`.
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
