// Times the parts of a response within one process, without nginx. Usage:
//
//   notes-micro DATABASE TEMPLATES              prints a JSON object of medians, in nanoseconds
//   notes-micro DATABASE TEMPLATES ROW COUNT    repeats the work of one row, so that a profiler can count its instructions
//
// The cost of a part is the difference between two responses.

import Foundation
import HTTPTypes
import HTTPValues
import Hashing
import Logging
import Notes
import NotesSQLite
import NotesWeb

let arguments = CommandLine.arguments
guard arguments.count == 3 || (arguments.count == 5 && Int(arguments[4]) != nil) else {
    FileHandle.standardError.write(Data("usage: notes-micro DATABASE TEMPLATES [ROW COUNT]\n".utf8))
    exit(2)
}
/// The only row to run, and how often; nil to time all rows.
let profiled = arguments.count == 5 ? (row: arguments[3], count: Int(arguments[4]) ?? 0) : nil

/// A profiler counts the instructions inside this function, so the compiler must not inline it.
@inline(never) func repeatWork(_ count: Int, _ work: () throws -> Void) rethrows {
    for _ in 0..<count { try work() }
}

/// Returns the CPU time of all threads while `work` runs `count` times, in nanoseconds.
func cpuNanoseconds(_ count: Int, _ work: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
    let start = now()
    for _ in 0..<count { try work() }
    return now() - start
}

/// Returns the median of nine runs. Each run takes at least 20 milliseconds, so that the clock is exact enough.
func nanoseconds(_ row: String, _ work: () throws -> Void) rethrows -> Double {
    if let profiled {
        if row == profiled.row { try repeatWork(profiled.count, work) }
        return 0
    }
    var count = 1
    while try cpuNanoseconds(count, work) < 20e6 { count *= 2 }
    let runs = try (0..<9).map { _ in try cpuNanoseconds(count, work) / Double(count) }
    return runs.sorted()[4].rounded()
}

let database = try SQLiteNoteStore(path: arguments[1])
let templates = try Templates(directory: arguments[2])

func app(_ store: any NoteStore, cacheBytes: Int = 0) -> NotesApp {
    NotesApp(
        store: store, key: .random(), templates: templates, staticVersion: "v1",
        cacheBytes: cacheBytes, logger: Logger(label: "micro"))
}

func timeResponse(_ row: String, _ app: NotesApp, _ request: Request) -> Double {
    precondition(app.respond(to: request).status.kind == .successful)
    return nanoseconds(row) { _ = app.respond(to: request) }
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
    method: .post, target: "/api/notes", fields: RequestFields(contentType: "application/json"),
    body: .complete(fromMemory.respond(to: Request(target: targets[0])).body))

var results: [String: Any] = [:]

@MainActor func time(_ row: String, _ work: () throws -> Void) rethrows {
    results[row] = try nanoseconds(row, work)
}

try time("decode a form") { _ = try URLEncodedForm(form) }
try time("query one note") { _ = try database.note(one.id) }
try time("query ten notes") { _ = try database.page(NoteQuery(order: .pinnedFirst)) }
try time("version") { _ = try database.version(since: .now) }
time("route") { _ = router.match(.get, "/api/notes/\(one.id)") }
// What a request costs besides its response, with and without the fields and the cookie of a browser.
let cookie = "notes_session=\(String(repeating: "0", count: 32)).69f0a1b2..\(String(repeating: "0", count: 64))"
let browser = RequestFields(cookie: cookie, secFetchSite: "none")
let browserParameters = [
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "HTTP_ACCEPT_LANGUAGE": "en",
    "HTTP_ACCEPT_ENCODING": "gzip, deflate, br", "HTTP_REFERER": "http://127.0.0.1:8080/notes", "HTTP_COOKIE": cookie,
    "HTTP_UPGRADE_INSECURE_REQUESTS": "1", "HTTP_SEC_FETCH_DEST": "document", "HTTP_SEC_FETCH_MODE": "navigate",
    "HTTP_SEC_FETCH_SITE": "none", "HTTP_SEC_FETCH_USER": "?1", "HTTP_PRIORITY": "u=0, i", "HTTP_DNT": "1",
]
let page = uncached.respond(to: Request(target: "/notes"))
time("make the head of a response") { _ = page.head }
let emptyServer = try FastCGIClient { _ in Response() }
let appServer = try FastCGIClient(respond: cached.respond)
for (client, fields) in [("", [:]), (" for a browser", browserParameters)] {
    let request = FastCGIClient.request(fields: fields)
    for (row, server) in [("an empty response", emptyServer), ("the cached HTML list", appServer)] {
        let row = "exchange of \(row)\(client)"
        results[row] = (nanoseconds(row) { server.exchange(request) } / Double(FastCGIClient.connections)).rounded()
    }
}
results["decode JSON"] =
    timeResponse("decode JSON", fromMemory, json) - timeResponse("", fromMemory, Request(target: targets[0]))
for (text, note) in [("plain text", plain), ("markup", markup)] {
    let row = "escape 5,000 bytes of \(text)"
    results[row] = timeResponse(row, app(MemoryStore(notes: [note])), Request(target: targets[2]))
}
results["responses"] = targets.map { target -> [String: Any] in
    let request = Request(target: target)
    let name = target.replacing("/\(one.id)", with: "/<id>")
    return [
        "target": name,
        "from memory": timeResponse("\(name) from memory", fromMemory, request),
        "from SQLite": timeResponse("\(name) from SQLite", uncached, request),
        "cached": timeResponse("\(name) cached", cached, request),
        "browser": timeResponse("\(name) cached for a browser", cached, Request(target: target, fields: browser)),
    ]
}
if profiled == nil {
    print(String(decoding: try JSONSerialization.data(withJSONObject: results, options: .sortedKeys), as: UTF8.self))
}
database.close()
