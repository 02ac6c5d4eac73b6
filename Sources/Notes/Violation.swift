/// A field that breaks a rule.
public struct Violation: Sendable, Equatable {
    public let field: Note.Column
    /// A sentence for the person who sent the field, without a full stop.
    public let message: String

    public init(field: Note.Column, message: String) {
        self.field = field
        self.message = message
    }
}
