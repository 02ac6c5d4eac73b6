import Foundation
import HTTPTypes
import HTTPValues
import Hashing
import Logging
import Notes
import NotesSQLite
import NotesWeb

/// The service on a database of its own, from which notes are deleted when there are many.
final class Service {
    private let store: SQLiteNoteStore
    private let app: NotesApp
    private let folder: URL
    private var cookie = ""
    private var token = ""

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "notes-fuzz.\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try SQLiteNoteStore(path: folder.appending(path: "notes.db").path)
        app = NotesApp(
            store: store, key: .random(), templates: try Templates(directory: "templates"),
            staticVersion: "v1", cacheBytes: 1 << 20, logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
        let form = app.respond(to: Request(target: "/notes/new"))
        cookie = form.headerFields[.setCookie]?.split(separator: ";").first.map(String.init) ?? ""
        let page = String(decoding: form.body, as: UTF8.self)
        token = page.firstMatch(of: /csrf_token" value="([0-9a-f]+)"/).map { String($0.1) } ?? ""
    }

    deinit {
        store.close()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Sends a request and checks the properties that every response must have.
    func check(_ request: Request) {
        let response = app.respond(to: request)
        precondition(response.status != .internalServerError, "status 500")
        switch response.headerFields[.contentType] {
        case "application/json":
            guard !response.body.isEmpty else { return precondition(request.method == .head, "no body") }
            let json = try? JSONSerialization.jsonObject(with: Data(response.body))
            precondition(json is [String: Any], "this is no JSON object")
        case "text/html; charset=utf-8":
            guard let page = String(validating: response.body, as: UTF8.self) else { fatalError("this is not UTF-8") }
            precondition(page.hasPrefix("<!DOCTYPE html>") || request.method == .head, "this is no page")
        case nil: precondition(response.body.isEmpty, "a body of no type")
        case let type?: fatalError("a content of type \(type)")
        }
        if let page = try? store.page(NoteQuery(size: 100)), page.total > 50 {
            for note in page.notes { _ = try? store.delete(note.id, by: nil, if: nil) }
        }
    }

    /// Parses a request: a line with method and target, lines with fields, an empty line, and the body.
    func request(_ input: [UInt8]) -> Request? {
        var lines: [[UInt8]] = []
        var rest = input[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(Array(rest[..<end]))
            rest = rest[(end + 1)...]
            if lines.last?.isEmpty == true { break }
        }
        let first = lines.first.map { $0.split(separator: UInt8(ascii: " ")) } ?? []
        guard first.count == 2, let method = HTTPRequest.Method(rawValue: String(decoding: first[0], as: UTF8.self))
        else { return nil }
        var request = Request(
            method: method, target: String(decoding: first[1], as: UTF8.self), authority: "notes.example",
            body: .complete(filled(Array(rest))))
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let value = String(decoding: filled(Array(line[(colon + 1)...])), as: UTF8.self)
            switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
            case "content-type": request.fields.contentType = value
            case "cookie": request.fields.cookie = value
            case "idempotency-key": request.fields.idempotencyKey = value
            case "if-match": request.fields.ifMatch = value
            case "if-none-match": request.fields.ifNoneMatch = value
            case "origin": request.fields.origin = value
            case "sec-fetch-site": request.fields.secFetchSite = value
            default: break
            }
        }
        return request
    }

    private func filled(_ text: [UInt8]) -> [UInt8] {
        text.replacing(Array("@COOKIE@".utf8), with: Array(cookie.utf8))
            .replacing(Array("@TOKEN@".utf8), with: Array(token.utf8))
    }
}
