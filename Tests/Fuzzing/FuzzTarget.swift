import Foundation
import HTTPTypes
import HTTPValues
import MarkdownProperties
import MergeProperties
import Notes
import NotesSQLite
import NotesWeb

/// The part of the service that the fuzzer feeds with arbitrary bytes. A wrong response ends the process, like a crash.
enum FuzzTarget: String, CaseIterable {
    /// A request target: its path, its query, and the response to GET.
    case target
    /// A form's body, in each of its two types.
    case form
    /// The field Cookie of a request for a page with a form.
    case cookie
    /// The body of a request that creates a note.
    case json
    /// A whole request in the form of HTTP/1.1. `@COOKIE@` and `@TOKEN@` are replaced by a valid cookie and token.
    case request
    /// Three texts to merge, with a byte 0xFF between them: the base, mine and theirs.
    case merge
    /// A text in Markdown.
    case markdown

    func run(_ input: [UInt8], on service: Service) {
        switch self {
        case .target:
            let target = "/" + String(decoding: input, as: UTF8.self)
            let text = PercentEncoding.encode(target)
            precondition(PercentEncoding.decode(text.utf8, plusIsSpace: true) == Array(target.utf8))
            service.check(Request(target: target))
        case .form:
            _ = URLEncodedForm(multipart: input, contentType: "multipart/form-data; boundary=b")
            guard let form = try? URLEncodedForm(input) else { return }
            let pairs = form.fields.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
            precondition((try? URLEncodedForm(pairs.joined(separator: "&").utf8))?.fields == form.fields)
        case .cookie:
            let fields = RequestFields(cookie: String(decoding: input, as: UTF8.self))
            service.check(Request(target: "/notes/new", fields: fields))
        case .json:
            let fields = RequestFields(contentType: "application/json")
            service.check(
                Request(method: .post, target: "/api/notes", fields: fields, body: .complete(input)))
        case .request:
            if let request = service.request(input) { service.check(request) }
        case .merge:
            let texts = input.split(separator: 0xFF, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard texts.count == 3 else { return }
            let violation = MergeProperties(base: texts[0], mine: texts[1], theirs: texts[2]).violation()
            precondition(violation == nil, violation ?? "")
        case .markdown:
            do {
                try HTMLRules.check(String(decoding: input, as: UTF8.self))
            } catch {
                preconditionFailure("\(error)")
            }
        }
    }
}
