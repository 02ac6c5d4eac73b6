import Markdown
import Notes

extension Note {
    /// The longest excerpt, in Unicode scalars.
    private static let excerptLength = 200
    /// How much of a content to parse, in Unicode scalars: enough for most notes. If a note begins with many addresses of
    /// links, which are not shown, its excerpt is shorter.
    private static let parsedLength = 480
    /// How much of a content is needed to make its excerpt: one scalar more, to know whether the content is longer.
    static let excerptSourceLength = parsedLength + 1

    /// The beginning of the content without markup. If there is only markup, the beginning as it was typed; "(no text)" if
    /// the content has no visible text.
    var excerpt: String {
        let (source, isCut) = beginning(Self.parsedLength)
        let plain = PlainText(of: source, limit: Self.excerptLength, isCut: isCut)
        if plain.isFull { return plain.text + "…" }
        if hasVisibleText(plain.text[...]) { return isCut ? plain.text + "…" : plain.text }
        let (text, isTextCut) = beginning(Self.excerptLength)
        return hasVisibleText(text) ? isTextCut ? text + "…" : String(text) : "(no text)"
    }

    private func beginning(_ length: Int) -> (text: Substring, isCut: Bool) {
        var text = content
        let excess = text.withUTF8 { $0.count { !UTF8.isContinuation($0) } } - length
        return (Substring(content.unicodeScalars.dropLast(max(excess, 0))), excess > 0)
    }
}
