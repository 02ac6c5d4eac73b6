import FoundationEssentials
import HTTPTypes
import Notes
import Web

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
        // JSON has no bare NUL, but JSONDecoder would take one for a sign of UTF-16.
        guard let text = String(validating: body, as: UTF8.self), !body.contains(0) else { throw .badRequest }
        if trimmingWhitespace(text) == "null" { throw .noData }
        do {
            return try JSONDecoder().decode(JSONObject.self, from: Data(body)).draft
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .badRequest
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

    private struct JSONObject: Decodable {
        let draft: NoteDraft

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Name.self)
            guard !members.allKeys.isEmpty else { throw Failure.noData }
            draft = NoteDraft(
                title: try Self.entry("title", members, null: .value("")),
                content: try Self.entry("content", members, null: .value("")),
                isPinned: try Self.entry("is_pinned", members, null: .wrongType))
        }

        private static func entry<Value: Decodable>(
            _ name: String, _ members: KeyedDecodingContainer<Name>, null: NoteDraft.Entry<Value>
        ) throws -> NoteDraft.Entry<Value> {
            guard members.contains(Name(name)) else { return .absent }
            if try members.decodeNil(forKey: Name(name)) { return null }
            do {
                return .value(try members.decode(Value.self, forKey: Name(name)))
            } catch DecodingError.typeMismatch {
                return .wrongType
            }
        }
    }

    /// Any member's name.
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
