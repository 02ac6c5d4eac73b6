import FoundationEssentials
import Notes

/// A note in Google Keep's part of an unpacked Takeout: a JSON file.
struct KeepNote: Decodable {
    private var title: String?
    private var textContent: String?
    private var listContent: [Item]?
    private var labels: [Label]?
    private var attachments: [Attachment]?
    private var isPinned: Bool?
    private var isArchived: Bool?
    private var isTrashed: Bool?
    private var createdTimestampUsec: Int64?
    private var userEditedTimestampUsec: Int64?
    private var annotations: [Annotation]?

    private struct Item: Decodable {
        var text: String?
        var isChecked: Bool?
    }

    private struct Label: Decodable {
        var name: String
    }

    private struct Attachment: Decodable {
        var filePath: String?
    }

    private struct Annotation: Decodable {
        var url: String?
    }

    /// - Throws: `UserError` with the reason why the file is not a note, as the end of a sentence about the file.
    init(json: [UInt8]) throws(UserError) {
        do {
            self = try JSONDecoder().decode(KeepNote.self, from: Data(json))
        } catch {
            throw UserError("is not a note of Google Keep")
        }
        // Every note of Keep has these; another program's JSON hardly has.
        let hasFlag = isPinned != nil || isArchived != nil || isTrashed != nil
        let hasContent = title != nil || textContent != nil || listContent != nil || attachments != nil
        guard hasFlag && hasContent else { throw UserError("is not a note of Google Keep") }
    }

    var isInTrash: Bool { isTrashed == true }

    /// Names what the note has besides text, for the report; nil if it has nothing else.
    var omitted: String? {
        let files = (attachments ?? []).map { $0.filePath ?? "an attachment" }
        let text = textContent ?? ""
        let addresses = (annotations ?? []).compactMap(\.url).filter { !$0.isEmpty && !text.contains($0) }
        let names = files + addresses
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }

    /// - Parameter changedAt: the time at which the file was changed.
    /// - Throws: `UserError` with the reason why no note can hold it.
    func note(id: Int64, changedAt: Timestamp?) throws(UserError) -> Note {
        let boxes = (listContent ?? []).compactMap(Self.box)
        let texts = [textContent ?? "", boxes.joined(separator: "\n")].filter { !$0.isEmpty }
        var note = ImportedNote(title: title ?? "", text: texts.joined(separator: "\n\n"))
        note.labels = (labels ?? []).map(\.name)
        if isArchived == true { note.labels.append("archived") }
        if isTrashed == true { note.labels.append("trashed") }
        note.isPinned = isPinned ?? false
        let edited = Self.time(userEditedTimestampUsec) ?? changedAt
        let created = Self.time(createdTimestampUsec) ?? edited
        (note.createdAt, note.updatedAt) = (created, edited)
        return try note.note(id: id)
    }

    /// An item of a list as a task of Markdown. Its other lines belong to it because they are indented.
    private static func box(_ item: Item) -> String? {
        guard let text = item.text, hasVisibleText(text[...]) else { return nil }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return (item.isChecked == true ? "- [x] " : "- [ ] ") + lines.joined(separator: "\n  ")
    }

    /// Keep writes 0 for a time that is not known.
    private static func time(_ microseconds: Int64?) -> Timestamp? {
        guard let microseconds, microseconds > 0, Timestamp.years.contains(microseconds) else { return nil }
        return Timestamp(microseconds: microseconds)
    }
}
