import Foundation
import Markdown
import Notes

/// Reads the Markdown files of other apps: flatnotes, Obsidian, SilverBullet and Nextcloud Notes.
enum MarkdownNote {
    /// - Parameters:
    ///   - file: the text of the file.
    ///   - path: the path below the imported folder. Folders become a tag, such as `work/infra`.
    ///   - changedAt: the time at which the file was changed.
    /// - Throws: `UserError` with the reason why no note can hold it.
    static func read(_ file: String, path: String, changedAt: Timestamp?, id: Int64) throws(UserError) -> Note {
        if let exported = MarkdownFile(file) { return exported.note(id: id) }
        let frontMatter = FrontMatter(file)
        // Some editors write a byte order mark at the start.
        let text = String(trimmingMark(frontMatter?.rest ?? file[...]))
        var note = ImportedNote(title: frontMatter?.title ?? "", text: text)
        if !hasVisibleText(note.title[...]) { note.title = heading(of: text) ?? "" }
        // macOS and Windows compose the same name in different ways.
        let parts = path.precomposedStringWithCanonicalMapping.split(separator: "/")
        if !hasVisibleText(note.title[...]) { note.title = stem(parts.last ?? "") }
        note.labels = frontMatter?.tags ?? []
        if parts.count > 1 { note.labels.append(parts.dropLast().joined(separator: "/")) }
        if let frontMatter, !frontMatter.isComplete { note.frontMatter = String(frontMatter.block) }
        note.isPinned = frontMatter?.isPinned ?? false
        (note.createdAt, note.updatedAt) = times(frontMatter?.createdAt, frontMatter?.updatedAt, changedAt)
        return try note.note(id: id)
    }

    /// The time of the file stands in for a missing time. No note changes before it is created.
    private static func times(
        _ created: Timestamp?, _ updated: Timestamp?, _ changed: Timestamp?
    ) -> (created: Timestamp?, updated: Timestamp?) {
        switch (created, updated) {
        case (let created?, let updated?): (created, updated)
        case (let created?, nil): (created, changed.map { max($0, created) } ?? created)
        case (nil, let updated?): (changed.map { min($0, updated) } ?? updated, updated)
        case (nil, nil): (changed, changed)
        }
    }

    private static func trimmingMark(_ text: Substring) -> Substring {
        text.unicodeScalars.first == "\u{FEFF}" ? Substring(text.unicodeScalars.dropFirst()) : text
    }

    /// A file's name without its ending.
    private static func stem(_ name: Substring) -> String {
        name.lastIndex(of: ".").map { String(name[..<$0]) } ?? String(name)
    }

    /// The heading with which a text begins, without its markup (CommonMark 0.31, sections 4.2 and 4.3).
    private static func heading(of text: String) -> String? {
        let lines = text.split(maxSplits: 10, omittingEmptySubsequences: true, whereSeparator: \.isNewline)
        guard let index = lines.firstIndex(where: { !trimmingWhitespace(String($0)).isEmpty }) else { return nil }
        let first = lines[index]
        let heading: String
        if first.wholeMatch(of: #/ {0,3}#{1,6}[ \t].*/#) != nil {
            heading = String(first)
        } else if index + 1 < lines.count, lines[index + 1].wholeMatch(of: #/ {0,3}(=+|-{3,})[ \t]*/#) != nil,
            lines[index + 1].startIndex == text.index(after: first.endIndex), first.first?.isLetter == true
        {
            heading = "\(first)\n\(lines[index + 1])"
        } else {
            return nil
        }
        let title = PlainText(of: heading[...], limit: 10_000).text
        return hasVisibleText(title[...]) ? title : nil
    }
}
