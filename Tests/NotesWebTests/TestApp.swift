import Foundation
import HTTPTypes
import HTTPValues
import Hashing
import Locking
import Logging
import Notes
import NotesSQLite
@testable import NotesWeb
import StoreContract
import TestSupport
import Testing

/// The app on a database of its own, called without a socket and without nginx. It keeps cookies like a browser, and
/// compares every response of the API with the API's document.
final class TestApp: Sendable {
    /// The folder of the checkout.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    let store: any NoteStore
    /// The path of the database. Unused if a test provides a store.
    let path: String
    private let app: NotesApp
    private let basePath: String
    private let directory: TemporaryDirectory
    private let cookie = Locked<String?>(nil)
    private let clock: Clock

    /// A clock that a test can advance.
    final class Clock: Sendable {
        private let time = Locked(Timestamp.now())

        var now: Timestamp { time.withLock { $0 } }

        func advance(seconds: Int64) {
            time.withLock { $0 = Timestamp(microseconds: $0.microseconds + seconds * 1_000_000) }
        }
    }

    /// Signs the cookies and tokens of the app.
    static let key = SecretKey(Array("the key of the tests".utf8))

    /// - Parameters:
    ///   - store: instead of a new SQLite database.
    ///   - retention: of the new SQLite database.
    ///   - cookie: the value of the cookie that the browser has at the start.
    init(
        store: (any NoteStore)? = nil, retention: Retention = Retention(), key: SecretKey = TestApp.key,
        configuration: NotesApp.Configuration = NotesApp.Configuration(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, cookie: String? = nil
    ) throws {
        let directory = try TemporaryDirectory()
        let store = try store ?? SQLiteNoteStore(path: directory.file("notes.db"), retention: retention)
        let clock = Clock()
        self.directory = directory
        self.store = store
        path = directory.file("notes.db")
        self.clock = clock
        basePath = configuration.basePath
        app = NotesApp(
            store: store, key: key,
            templates: try Templates(directory: Self.root + "/templates"), staticVersion: "v1", cacheBytes: 1 << 20,
            configuration: configuration, logger: logger, now: { clock.now })
        self.cookie.withLock { $0 = cookie }
    }

    /// The names of all routes, such as `GET /api/notes`.
    var routeNames: [String] { app.router.routeNames }

    /// The value of the cookie that the browser keeps.
    var currentCookie: String? { cookie.withLock { $0 } }

    func respond(to request: Request) -> Response {
        var request = request
        if let cookie = cookie.withLock({ $0 }) {
            let others = request.fields.cookie.map { "\($0); " } ?? ""
            request.fields.cookie = "\(others)notes_session=\(cookie)"
        }
        let response = app.respond(to: request)
        if let set = response.headerFields[.setCookie], let value = set.split(separator: ";").first?.dropFirst(14) {
            cookie.withLock { $0 = String(value) }
        }
        compareWithDocument(request, response)
        return response
    }

    private func compareWithDocument(_ request: Request, _ response: Response) {
        guard request.path.hasPrefix(basePath + "/api/") else { return }
        let path = request.path.dropFirst(basePath.count)
        for problem in OpenAPIDocument.shared.problems(request, path: path, response) {
            Issue.record("\(request.method) \(request.target.prefix(200)) \(response.status): \(problem)")
        }
    }

    /// The number of the metric `notes_cache_NAME`, such as `hits_total`.
    func cacheMetric(_ name: String) throws -> Int {
        let text = respond(to: Request(target: "/metrics", remoteAddress: "127.0.0.1")).text
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("notes_cache_\(name) ") })
        return try #require(line.split(separator: " ").last.flatMap { Double($0) }.map { Int($0) })
    }

    func get(_ target: String) -> Response {
        respond(to: Request(target: target))
    }

    /// Sends JSON.
    func send(
        _ method: HTTPRequest.Method, _ target: String, _ json: String, contentType: String? = "application/json"
    ) -> Response {
        respond(
            to: Request(
                method: method, target: target, fields: RequestFields(contentType: contentType),
                body: .complete(Array(json.utf8))))
    }

    /// Sends a form. Adds the token of the form at the same address, unless `fields` has a token.
    func post(_ target: String, _ fields: [String: String], headerFields: RequestFields = RequestFields()) -> Response {
        var fields = fields
        if fields["csrf_token"] == nil { fields["csrf_token"] = get(target).token }
        let body = fields.map { "\(PercentEncoding.encode($0.key))=\(PercentEncoding.encode($0.value))" }
        return respond(
            to: Request(
                method: .post, target: target, authority: "notes.example", fields: headerFields,
                body: .complete(Array(body.joined(separator: "&").utf8))))
    }

    /// Forgets the cookie, like a browser that was closed.
    func forgetCookie() {
        cookie.withLock { $0 = nil }
    }

    func wait(seconds: Int64) {
        clock.advance(seconds: seconds)
    }

    func waitForDays(_ days: Int64) {
        wait(seconds: days * 86400)
    }

    /// Replaces the value of the cookie.
    func changeCookie(_ change: @Sendable (String) -> String) {
        cookie.withLock { $0 = $0.map(change) }
    }

    @discardableResult
    func create(_ title: String, _ content: String = "content", isPinned: Bool = false) throws -> Note {
        try store.create(title, content, isPinned: isPinned)
    }
}

extension Response {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The token in the page's form.
    var token: String? {
        text.firstMatch(of: /name="csrf_token" value="([0-9a-f]+)"/).map { String($0.1) }
    }

    /// The JSON object, as Foundation reads it.
    var json: [String: Any] {
        get throws { try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] ?? [:] }
    }
}

/// A store whose operations fail.
struct FailingStore: StoreWithoutHistory {
    struct Broken: Error {}

    /// Thrown by every write, except `create` if `created` is set.
    var error: any Error = Broken()
    /// The only note that can be read; nil if reading fails, too.
    var note: Note?
    /// The note that `create` returns; nil if it fails.
    var created: Note?

    func version(since _: ContinuousClock.Instant) throws -> Int64? { throw Broken() }

    func check() throws { throw error }

    var statistics: StoreStatistics { StoreStatistics(waitingWrites: 3, databaseBytes: 4096, logBytes: 512) }

    func note(_ id: Int64) throws -> Note {
        guard let note else { throw error }
        return note
    }

    func page(_ query: NoteQuery) throws -> NotePage { NotePage(notes: [try note(1)], summary: PageSummary(total: 1)) }
    func position(of id: Int64, in order: NoteQuery.Order) throws -> Int? { throw error }
    func tags() throws -> TagList { throw error }
    func create(_ fields: NoteFields, by user: String?, key: IdempotencyKey?) throws -> (note: Note, isRepeated: Bool) {
        guard let created else { throw error }
        return (created, false)
    }
    func update(_ id: Int64, _ changes: NoteChanges, by user: String?, if condition: VersionCondition?) throws -> Note {
        throw error
    }
    func delete(_ id: Int64, by user: String?, if condition: VersionCondition?) throws -> Note { throw error }
    func history(of id: Int64, offset: Int, size: Int) throws -> NoteHistory { throw error }
    func trash(_ query: NoteQuery) throws -> RevisionPage { throw error }
    func restore(_ id: Int64, to version: NoteVersion?, by user: String?, if condition: StateCondition?) throws
        -> Note
    {
        throw error
    }
    func purge(_ id: Int64, _ version: NoteVersion?, if condition: VersionCondition?) throws { throw error }
    func emptyTrash(upTo mark: Int64) throws -> Int { throw error }
    func close() {}
}
