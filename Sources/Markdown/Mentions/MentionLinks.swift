/// Where tags and links to notes lead: the beginnings of two addresses. The tag or the title follows, percent-encoded.
public struct MentionLinks: Sendable {
    /// The addresses in UTF-8.
    let tagBytes: [UInt8]
    let titleBytes: [UInt8]

    /// - Parameters:
    ///   - tag: such as `/notes?q=%23`.
    ///   - title: such as `/notes/title?title=`.
    public init(tag: String, title: String) {
        tagBytes = Array(tag.utf8)
        titleBytes = Array(title.utf8)
    }
}
