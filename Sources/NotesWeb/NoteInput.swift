import HTTPTypes
import HTTPValues
import Notes

/// What a client sent for a note, as JSON or as a form, on its way to `NoteDraft`, which knows the rules.
enum NoteInput {
    /// A JSON object's members title, content and is_pinned; others are ignored.
    ///
    /// - Throws: `Failure`: unsupportedMediaType unless the request says application/json, badRequest for what is no JSON
    ///   object, noData for null and an object without members.
    static func json(_ request: Request, _ body: [UInt8]) throws(Failure) -> NoteDraft {
        let contentType = request.headerFields[.contentType] ?? ""
        let mediaType = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }
        guard trimmingWhitespace(String(Substring(mediaType))).lowercased() == "application/json" else {
            throw .unsupportedMediaType
        }
        guard String(validating: body, as: UTF8.self) != nil else { throw .badRequest }
        var reader = JSONReader(body)
        let members: [String: JSONReader.Value]?
        do {
            members = try reader.members()
        } catch {
            throw .badRequest
        }
        guard let members, !members.isEmpty else { throw .noData }
        return NoteDraft(
            title: text(members["title"]), content: text(members["content"]), isPinned: bool(members["is_pinned"]))
    }

    /// Null is as good as no text.
    private static func text(_ value: JSONReader.Value?) -> NoteDraft.Entry<String> {
        switch value {
        case nil: .absent
        case .string(let text): .value(text)
        case .null: .value("")
        case .bool, .integer, .other: .wrongType
        }
    }

    private static func bool(_ value: JSONReader.Value?) -> NoteDraft.Entry<Bool> {
        switch value {
        case nil: .absent
        case .bool(let bool): .value(bool)
        case .string, .null, .integer, .other: .wrongType
        }
    }

    /// A form's fields title, content and is_pinned, a checkbox. Line ends come as CRLF (HTML, section 4.10.22.4) and
    /// become LF.
    static func form(_ form: URLEncodedForm) -> NoteDraft {
        NoteDraft(
            title: .value(withLineFeeds(form["title"] ?? "")), content: .value(withLineFeeds(form["content"] ?? "")),
            isPinned: .value(isChecked(form["is_pinned"])))
    }

    private static func isChecked(_ value: String?) -> Bool {
        ![nil, "", "0", "false"].contains(value)
    }

    /// `text` with LF for each CRLF.
    static func withLineFeeds(_ text: String) -> String {
        let carriageReturn = UInt8(ascii: "\r")
        let bytes = Array(text.utf8)
        guard bytes.contains(carriageReturn) else { return text }
        let kept = bytes.indices.filter { index in
            bytes[index] != carriageReturn || index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n")
        }
        return String(decoding: kept.map { bytes[$0] }, as: UTF8.self)
    }
}
