import Notes

/// A note that another app wrote, on its way to a note that follows the rules.
struct ImportedNote {
    /// A title that the app stored, or the name of the file. Empty if the app has none.
    var title: String
    var text: String
    /// Labels and categories. They become a last line of tags.
    var labels: [String] = []
    /// Front matter with something that a note cannot hold. It becomes a block of code at the end of the text.
    var frontMatter = ""
    var isPinned = false
    var createdAt: Timestamp?
    var updatedAt: Timestamp?

    /// Makes a note that follows the rules, and contains every word.
    ///
    /// - Throws: `UserError` with the reason why no note can hold it, as the end of a sentence about the file.
    func note(id: Int64) throws(UserError) -> Note {
        var content = text
        let line = String(trimmingWhitespace(title.split(whereSeparator: \.isNewline).joined(separator: " ")))
        let title = hasVisibleText(line[...]) ? line : Self.firstLine(of: text)
        let short = Self.shortened(title, to: NoteDraft.maximumTitleLength)
        if short != title && !text.contains(title) { content = Self.join(title, content) }
        if !hasVisibleText(content[...]) { content = title }
        let tags = TagLine(labels).text
        if !frontMatter.isEmpty || !tags.isEmpty, let fence = OpenFence.closing(content) {
            let lineEnd = Self.lineEnd(of: content)
            content += (content.utf8.last == UInt8(ascii: "\n") ? "" : lineEnd) + fence + lineEnd
        }
        if !frontMatter.isEmpty { content = Self.join(content, Self.codeBlock(frontMatter)) }
        if !tags.isEmpty { content = Self.join(content, tags + Self.lineEnd(of: content)) }

        var draft = NoteDraft(title: .value(short), content: .value(content), isPinned: .value(isPinned))
        draft.keepsWhitespace = true
        do {
            var note = try draft.validated().note(id: id, createdAt: .now())
            (note.createdAt, note.updatedAt) = (createdAt, updatedAt)
            return note
        } catch .invalid(let violations) {
            let reasons = violations.map(\.message).joined(separator: ", ")
            throw UserError(hasVisibleText(title[...]) ? "breaks a rule: \(reasons)" : "has no text")
        } catch {
            throw UserError("\(error)")
        }
    }

    /// The first line of a text that has something visible besides the marks of Markdown.
    private static func firstLine(of text: String) -> String {
        for line in text.split(whereSeparator: \.isNewline) {
            let line = trimmingWhitespace(String(line)).drop { "#-*>+ ".contains($0) }
            let words = line.hasPrefix("[ ] ") || line.hasPrefix("[x] ") ? line.dropFirst(4) : line
            if hasVisibleText(words) { return String(trimmingWhitespace(String(words))) }
        }
        return ""
    }

    /// A text of at most `length` Unicode scalars: the text, or its beginning and `…`.
    private static func shortened(_ text: String, to length: Int) -> String {
        guard text.unicodeScalars.count > length else { return text }
        var (beginning, count) = ("", 0)
        for character in text {
            count += character.unicodeScalars.count
            if count >= length { break }
            beginning.append(character)
        }
        if beginning.isEmpty { beginning.unicodeScalars += text.unicodeScalars.prefix(length - 1) }
        return beginning + "…"
    }

    /// Puts an empty line between two texts.
    private static func join(_ first: String, _ second: String) -> String {
        let lineEnd = lineEnd(of: first)
        if first.isEmpty { return second }
        if first.utf8.suffix(2 * lineEnd.utf8.count).elementsEqual((lineEnd + lineEnd).utf8) { return first + second }
        return first + (first.utf8.last == UInt8(ascii: "\n") ? lineEnd : lineEnd + lineEnd) + second
    }

    private static func lineEnd(of text: String) -> String {
        guard let feed = text.utf8.firstIndex(of: UInt8(ascii: "\n")), feed > text.startIndex else { return "\n" }
        return text.utf8[text.utf8.index(before: feed)] == UInt8(ascii: "\r") ? "\r\n" : "\n"
    }

    /// The fence is longer than any fence in the code (CommonMark 0.31, section 4.5).
    private static func codeBlock(_ code: String) -> String {
        var (run, longest) = (0, 2)
        for byte in code.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let lineEnd = lineEnd(of: code)
        return "\(fence)yaml\(lineEnd)\(code)\(fence)\(lineEnd)"
    }
}
