/// A field that breaks a rule.
public struct Violation: Sendable, Equatable {
    public enum Field: Sendable {
        case title
        case content
        case isPinned
    }

    public let field: Field
    /// A sentence for the person who sent the field, without a full stop.
    public let message: String

    public init(field: Field, message: String) {
        self.field = field
        self.message = message
    }
}
