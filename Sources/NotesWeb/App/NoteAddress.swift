import UTF8Text

/// The address of a note, or one below it. A page has a dozen of them, so the renderer writes them without making a String.
struct NoteAddress: Sendable {
    /// The address up to the id.
    let prefix: String
    let id: Int64
    /// The path after the id, in characters that HTML need not escape.
    let path: StaticString
    /// The query with its question mark, or an empty text.
    let query: String

    var text: String { "\(prefix)\(id)\(path)\(query)" }
}

extension UTF8Buffer {
    /// Appends an address, escaped for HTML.
    mutating func appendHTML(_ address: NoteAddress) {
        appendHTML(address.prefix)
        append(address.id)
        append(address.path)
        appendHTML(address.query)
    }
}
