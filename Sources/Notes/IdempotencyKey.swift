/// Identifies a request that creates a note, so that a repeated request creates no second note.
public struct IdempotencyKey: Sendable {
    /// How long a store remembers a key, in seconds: 24 hours.
    public static let lifetime: Int64 = 86400

    /// The text that the client chose.
    public let text: String
    /// The SHA-256 of the request's content, in hexadecimal digits. Another content with the same text is an error.
    public let contentHash: String

    public init(text: String, contentHash: String) {
        self.text = text
        self.contentHash = contentHash
    }
}
