import Foundation
import HTTPTypes
import HTTPValues
import Notes
import NotesSQLite
import NotesWeb

/// What is fed with bytes that nobody thought of. Each ends the process where an answer is wrong, as a crash does by itself.
enum FuzzTarget: String, CaseIterable {
    /// A request target: its path, its query, and the answer to GET.
    case target
    /// A form's body.
    case form
    /// The field Cookie of a request for a page with a form.
    case cookie
    /// The body of a request that makes a note.
    case json
    /// A whole request as HTTP/1.1 writes it. `@COOKIE@` and `@TOKEN@` stand for those of a session.
    case request

    func run(_ input: [UInt8], on service: Service) {
        switch self {
        case .target:
            let target = "/" + String(decoding: input, as: UTF8.self)
            let text = PercentEncoding.encode(target)
            precondition(PercentEncoding.decode(text.utf8, plusIsSpace: true) == Array(target.utf8))
            service.answer(Request(target: target))
        case .form:
            guard let form = try? URLEncodedForm(input) else { return }
            let pairs = form.fields.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
            precondition((try? URLEncodedForm(pairs.joined(separator: "&").utf8))?.fields == form.fields)
        case .cookie:
            let field = HTTPField(name: .cookie, lenientValue: input)
            service.answer(Request(target: "/notes/new", headerFields: HTTPFields([field])))
        case .json:
            let fields: HTTPFields = [.contentType: "application/json"]
            service.answer(
                Request(method: .post, target: "/api/notes", headerFields: fields, body: .complete(input)))
        case .request:
            if let request = service.request(input) { service.answer(request) }
        }
    }
}
