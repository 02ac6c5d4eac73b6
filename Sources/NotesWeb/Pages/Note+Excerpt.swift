import Markdown
import Notes

extension Note {
    /// The longest excerpt, in Unicode scalars.
    private static let excerptLength = 280
    /// How much of a content to parse, in Unicode scalars. The first part is enough for most notes, and parsing it takes a
    /// third of the time. A note that begins with long links needs the second part, because it shows no addresses.
    private static let parsedLengths = [420, 1_500]
    /// How much of a content is needed to make its excerpt: one scalar more, to know whether the content is longer.
    static let excerptSourceLength = 1_501

    /// The beginning of the content without markup. If there is only markup, the beginning as it was typed; "(no text)" if
    /// the content has no visible text.
    var excerpt: String {
        for length in Self.parsedLengths {
            let (source, isCut) = beginning(length)
            let plain = PlainText(of: source, limit: Self.excerptLength, isCut: isCut)
            if plain.isFull { return plain.text + "…" }
            let isLast = !isCut || length == Self.parsedLengths.last
            if isLast && hasVisibleText(plain.text[...]) { return isCut ? plain.text + "…" : plain.text }
        }
        let (text, isCut) = beginning(Self.excerptLength)
        return hasVisibleText(text[...]) ? isCut ? text + "…" : text : "(no text)"
    }

    private func beginning(_ length: Int) -> (text: String, isCut: Bool) {
        let scalars = content.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: length, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return (content, false) }
        return (String(scalars[..<end]), true)
    }
}
