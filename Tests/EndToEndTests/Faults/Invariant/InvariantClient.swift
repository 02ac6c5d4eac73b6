import Foundation
import Locking
import TestSupport

/// A client of a service, in `InvariantTests`. It makes random changes through pages and the API, and records them.
///
/// A client runs in one thread. It connects again after each kill of the service.
final class InvariantClient {
    /// A note as a response showed it.
    struct SeenNote {
        let id: Int
        let version: String
        let state: NoteState
    }

    /// A request whose response was lost. The client sends it again.
    enum Lost {
        case creation(word: String, key: String, NoteState)
        case newForm(word: String, PageForm)
        case edit(word: String, NoteForm, typed: NoteState)
    }

    /// The response has a status that no client expects.
    struct Unexpected: Error {
        let request: String
        let response: ReceivedResponse
    }

    let record: InvariantRecord
    var random: SplitMix64
    var lost: Lost?
    /// Some earlier states of notes, most of them out of date.
    var seen: [SeenNote] = []
    /// Forms that are open in other tabs, most of them out of date.
    var openForms: [NoteForm] = []
    private let name: String
    private let services: Locked<Service>
    /// Whether the service may respond with 503 because its database server is away.
    let serverMayBeAway: Bool
    private var changes = 0
    private var cookie: String?
    private var connection: FastCGIConnection?

    init(
        _ number: Int, _ services: Locked<Service>, _ record: InvariantRecord, seed: UInt64,
        serverMayBeAway: Bool = false
    ) {
        name = "\(number)"
        self.services = services
        self.record = record
        self.serverMayBeAway = serverMayBeAway
        random = SplitMix64(state: seed &+ UInt64(number) &* 0x1234_5678_9ABC_DEF1)
    }

    /// Creates the notes that the clients change most of the time.
    func createNotes(_ count: Int) throws {
        try connect()
        for _ in 0..<count {
            let (state, word) = newState()
            try create(word, nil, state)
        }
    }

    /// Sends requests until the record is complete.
    func run() throws {
        while true {
            do {
                try connect()
                try sendLostRequest()
                while !record.isComplete { try step() }
                return
            } catch UnixSocket.Failure.closed {}
        }
    }

    private func connect() throws {
        try waitUntil("the service accepts a connection", within: 60) {
            do {
                connection = try services.withLock { $0 }.connect()
                return true
            } catch UnixSocket.Failure.closed {
                return false
            }
        }
    }

    private func sendLostRequest() throws {
        switch lost {
        case .creation(let word, let key, let state): try create(word, key, state)
        case .newForm(let word, let form): try submitNew(form, word)
        case .edit(let word, let form, let typed): try submit(form, typed, word)
        case nil: return
        }
        lost = nil
    }

    /// Does something random. With `canWait`, the client may do something else between reading a note and changing it.
    func step(canWait: Bool = true) throws {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<4: try create()
        case 4..<44: try editWithAPI(canWait)
        case 44..<80: try editInForm(canWait)
        case 80..<85: try deleteWithAPI()
        case 85..<88: try deleteInForm(canWait)
        case 88..<94: try restoreWithAPI()
        default: try restoreInForm(canWait)
        }
    }

    func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    /// Does something else now and then, so that the state that this client knows may become old.
    func wait(_ canWait: Bool) throws {
        if canWait && chance(3) { try step(canWait: false) }
    }

    /// Returns the id of a note: mostly one of the first three.
    func pickNote() -> Int {
        let notes = record.entries.withLock { $0.notes }
        return notes[Int.random(in: 0..<(chance(5) ? notes.count : min(3, notes.count)), using: &random)]
    }

    func newWord() -> String {
        changes += 1
        return "\(name)-\(changes)"
    }

    /// Changes a note: half of the time one of its three hot lines, otherwise another line or the title.
    ///
    /// - Returns: the word that identifies the change.
    func edit(_ state: inout NoteState) -> String {
        let word = newWord()
        var lines = state.inForm.lines.map(String.init)
        // The API removes empty lines at the end. A merge may leave one there.
        while lines.last == "" { lines.removeLast() }
        if lines.count > 24 { for _ in 0..<8 { lines.remove(at: Int.random(in: lines.indices, using: &random)) } }
        if chance(2) {
            let hot = "hot\(Int.random(in: 0..<3, using: &random))"
            let position = lines.firstIndex { $0.hasPrefix("\(hot) ") }
            if let position { lines[position] = "\(hot) \(word)" } else { lines.append("\(hot) \(word)") }
        } else if chance(4) {
            state.title = "title \(word)"
            return word
        } else {
            let position = Int.random(in: lines.indices, using: &random)
            if chance(2) || lines[position].hasPrefix("hot") {
                lines.insert("line \(word)", at: position)
            } else {
                lines[position] = "line \(word)"
            }
        }
        state.content = lines.joined(separator: "\n")
        if chance(8) { state.isPinned.toggle() }
        return word
    }

    func newState() -> (state: NoteState, word: String) {
        let word = newWord()
        let lines = (0..<3).flatMap { ["a", "b", "hot\($0) start", "c"] }
        return (NoteState(title: "title \(word)", content: lines.joined(separator: "\n"), isPinned: false), word)
    }

    /// Sends a request, with the cookie that the service set.
    ///
    /// - Parameter fields: CGI variables such as HTTP_IF_MATCH.
    func send(
        _ method: String, _ target: String, json: Data? = nil, form: PageForm? = nil, fields: [String: String] = [:]
    )
        throws -> ReceivedResponse
    {
        var request = FastCGIRequest(method, target, body: form?.body ?? json.map(Array.init) ?? [])
        if form != nil {
            request.parameters = request.parameters.map {
                $0.name == "CONTENT_TYPE" ? ($0.name, "application/x-www-form-urlencoded") : $0
            }
        }
        request.parameters += fields.map { ($0.key, $0.value) }
        if let cookie { request.parameters.append(("HTTP_COOKIE", cookie)) }
        guard let connection else { throw UnixSocket.Failure.closed }
        var response = try connection.send(request)
        if serverMayBeAway && method == "GET" {
            try waitUntil("the database server is back", within: 60) {
                if response.status == 503 { response = try connection.send(request) }
                return response.status != 503
            }
        }
        if let new = response["Set-Cookie"] { cookie = String(new.prefix { $0 != ";" }) }
        return response
    }

    /// Sends a request that writes text, and records the outcome.
    func send(_ write: InvariantRecord.Write, _ request: () throws -> ReceivedResponse) throws -> ReceivedResponse {
        let number = record.begin(write)
        let response = try request()
        record.end(write: number, try outcome(of: response, "\(write)"))
        return response
    }

    func outcome(of response: ReceivedResponse, _ request: String) throws -> InvariantRecord.Outcome {
        switch response.status {
        case 200, 201, 303: return .acknowledged
        case 503 where response.text.contains("may have been saved"): return .unknown
        case 404, 409, 410, 412, 422, 503: return .refused
        default: throw Unexpected(request: request, response: response)
        }
    }
}
