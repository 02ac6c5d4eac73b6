// Times the parts of a response within one process: one thread, without a socket and without nginx. Usage:
//
//   notes-micro DATABASE TEMPLATES
//
// It prints a JSON object of medians, in nanoseconds. The cost of a part is the difference between two responses.

import Crypto
import Foundation
import HTTPTypes
import HTTPValues
import Logging
import Notes
import NotesSQLite
import NotesWeb

guard CommandLine.arguments.count == 3 else {
    FileHandle.standardError.write(Data("usage: notes-micro DATABASE TEMPLATES\n".utf8))
    exit(2)
}

/// Returns the median of nine runs. Each run lasts at least 20 milliseconds, so that the clock is exact enough.
func nanoseconds(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    var count = 1
    while try clock.measure({ for _ in 0..<count { try work() } }) < .milliseconds(20) { count *= 2 }
    let runs = try (0..<9).map { _ in try clock.measure { for _ in 0..<count { try work() } } / count }
    return (runs.sorted()[4] / .nanoseconds(1)).rounded()
}

let database = try SQLiteNoteStore(path: CommandLine.arguments[1])
let templates = try Templates(directory: CommandLine.arguments[2])

func app(_ store: any NoteStore, cacheBytes: Int = 0) -> NotesApp {
    NotesApp(
        store: store, key: SymmetricKey(size: .bits256), templates: templates, staticVersion: "v1",
        cacheBytes: cacheBytes, logger: Logger(label: "micro"))
}

func timeResponse(_ app: NotesApp, _ request: Request) -> Double {
    precondition(app.respond(to: request).status.kind == .successful)
    return nanoseconds { _ = app.respond(to: request) }
}

let ten = try database.page(NoteQuery()).notes
let one = ten[0]
let fromMemory = app(MemoryStore(notes: ten))
let uncached = app(database)
let cached = app(database, cacheBytes: 1 << 20)
var markup = one
markup.content = String(repeating: "<&\"'>", count: 1000)
var plain = one
plain.content = String(repeating: "plain", count: 1000)

let targets = ["/api/notes/\(one.id)", "/api/notes", "/notes/\(one.id)", "/notes"]
let routes = targets.map { Route(.get, $0.replacing("/\(one.id)", with: "/{id}")) { _ in Response() } }
let router = Router([RouteGroup(below: "/", errors: .page, callers: .users, routes)])
let form = Array("title=\(PercentEncoding.encode(one.title))&content=\(PercentEncoding.encode(one.content))".utf8)
let json = Request(
    method: .post, target: "/api/notes", headerFields: [.contentType: "application/json"],
    body: .complete(fromMemory.respond(to: Request(target: targets[0])).body))

var results: [String: Any] = [
    "route": nanoseconds { _ = router.match(.get, "/api/notes/\(one.id)") },
    "decode a form": try nanoseconds { _ = try URLEncodedForm(form) },
    "decode JSON": timeResponse(fromMemory, json) - timeResponse(fromMemory, Request(target: targets[0])),
    "query one note": try nanoseconds { _ = try database.note(one.id) },
    "query ten notes": try nanoseconds { _ = try database.page(NoteQuery(order: .pinnedFirst)) },
    "version": try nanoseconds { _ = try database.version },
    "escape 5,000 bytes of plain text": timeResponse(app(MemoryStore(notes: [plain])), Request(target: targets[2])),
    "escape 5,000 bytes of markup": timeResponse(app(MemoryStore(notes: [markup])), Request(target: targets[2])),
]
results["responses"] = targets.map { target in
    let request = Request(target: target)
    return [
        "target": target.replacing("/\(one.id)", with: "/<id>"),
        "from memory": timeResponse(fromMemory, request),
        "from SQLite": timeResponse(uncached, request),
        "cached": timeResponse(cached, request),
    ]
}
print(String(decoding: try JSONSerialization.data(withJSONObject: results, options: .sortedKeys), as: UTF8.self))
database.close()
