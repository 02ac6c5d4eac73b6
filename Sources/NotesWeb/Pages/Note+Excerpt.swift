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

    /// The longest passage, in Unicode scalars. The list shows more lines of it than of an excerpt.
    private static let passageLength = 280
    /// How much of a text comes before a passage at most: less than a line on a narrow screen.
    private static let columnsBeforePassage = 20

    /// The passage of the content that shows best what a search found, without markup. The excerpt if there is only markup.
    ///
    /// The content may be a part of the note's content, with an ellipsis before it (`NoteQuery.contentLength`).
    func excerpt(of passage: SearchPassage) -> String {
        var (source, isCut) = beginning(Self.parsedLength)
        let isPart = source.unicodeScalars.first == "…"
        // Behind an ellipsis, the markup at the beginning of a line would be text.
        if isPart { source = Substring(source.unicodeScalars.dropFirst()) }
        let plain = PlainText(of: source, limit: Self.parsedLength, isCut: isCut)
        guard hasVisibleText(plain.text[...]) else { return excerpt }
        var (text, title) = (plain.text, title)
        let start = text.withUTF8 { text in
            title.withUTF8 { passage.start(in: text, title: $0, columns: Self.columnsBeforePassage) }
        }
        let rest = text.unicodeScalars[text.utf8.index(text.startIndex, offsetBy: start)...].drop {
            $0 == "·" || $0 == " "
        }
        let shown = rest.prefix(Self.passageLength)
        let hasMore = plain.isFull || isCut || shown.endIndex < rest.endIndex
        return (isPart || start > 0 ? "…" : "") + String(shown) + (hasMore ? "…" : "")
    }

    private func beginning(_ length: Int) -> (text: Substring, isCut: Bool) {
        var text = content
        let excess = text.withUTF8 { $0.count { !UTF8.isContinuation($0) } } - length
        return (Substring(content.unicodeScalars.dropLast(max(excess, 0))), excess > 0)
    }
}
