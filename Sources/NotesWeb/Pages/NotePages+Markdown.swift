import HTTPTypes
import HTTPValues
import Notes

/// The text of a note as a Markdown file.
extension NotePages {
    func markdown(_ call: Call) throws -> Response {
        let note = try store.note(call.noteID)
        var fields = HTTPFields.markdown
        if let query = try? call.request.query, query["download"] != nil {
            fields[.contentDisposition] = Self.attachment(note.title)
        }
        var response = Response(headerFields: fields, body: Array(note.markdown.utf8))
        response.isCacheable = true
        response.item = Response.Item(id: note.id)
        return response
    }

    /// The field Content-Disposition for a file that is named after a title (RFC 6266, section 4).
    private static func attachment(_ title: String) -> String {
        let forbidden = "\"*/:<>?\\|"
        let scalars = title.unicodeScalars.map {
            $0.value < 32 || $0.value == 127 || forbidden.unicodeScalars.contains($0) ? "-" : $0
        }
        let name = String(String.UnicodeScalarView(scalars.prefix(80)))
        let ascii = String(String.UnicodeScalarView(name.unicodeScalars.map { $0.isASCII ? $0 : "_" }))
        return "attachment; filename=\"\(ascii).md\"; filename*=UTF-8''\(PercentEncoding.encode(name)).md"
    }
}

extension Note {
    /// The note as one text in Markdown: the title as the first heading, then the content exactly as it is stored.
    fileprivate var markdown: String {
        "# \(String(title.map { $0.isNewline ? " " : $0 }))\n\n\(content)"
    }
}
