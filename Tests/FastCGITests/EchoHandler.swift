import FastCGI
import HTTPTypes
import HTTPValues
import Locking
import TestSupport

/// A request handler that returns the request as text.
///
/// The query changes the response: `status=204` sets its status, `bytes=1000` makes it a body of so many bytes. A request
/// for `/wait` waits until the test calls `openGate()`. A request for `/wait/announced` first gives its place up. A
/// request for `/compute` takes a millisecond of CPU time.
final class EchoHandler: Sendable {
    private let places: Places
    private let state = Locked(State())

    init(_ places: Places) {
        self.places = places
    }

    private struct State {
        var targets: [String] = []
        var lastArrival: ContinuousClock.Instant?
        var running = 0
        var mostRunning = 0
        var gateIsOpen = false
    }

    /// The targets of all requests so far.
    var targets: [String] { state.withLock { $0.targets } }

    /// The `arrival` of the last request.
    var lastArrival: ContinuousClock.Instant? { state.withLock { $0.lastArrival } }

    /// The most requests for `/compute` that ran at the same time.
    var mostRunning: Int { state.withLock { $0.mostRunning } }

    func openGate() {
        state.withLock { $0.gateIsOpen = true }
    }

    func closeGate() {
        state.withLock { $0.gateIsOpen = false }
    }

    func respond(to request: Request) -> Response {
        state.withLock { state in
            state.targets.append(request.target)
            state.lastArrival = request.arrival
        }
        if request.path == "/compute" { compute() }
        if request.path == "/wait/announced" { places.giveUp() }
        if request.path.hasPrefix("/wait") {
            try? waitUntil("the test has opened the gate") { state.withLock { $0.gateIsOpen } }
        }
        guard case .complete(let body) = request.body else {
            return Response(status: request.body == .tooLarge ? .contentTooLarge : .badRequest)
        }
        let query = try? request.query
        if let status = query?["status"].flatMap({ Int($0) }) {
            return Response(status: HTTPResponse.Status(code: status))
        }
        if let count = query?["bytes"].flatMap({ Int($0) }) {
            return Response(body: (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7) })
        }
        let lines =
            ["\(request.method) \(request.target)"]
            + [
                request.fields.contentType.map { "content-type: \($0)" }, request.fields.cookie.map { "cookie: \($0)" },
            ].compactMap(\.self) + ["", ""]
        let response = Response(body: Array(lines.joined(separator: "\n").utf8) + body)
        return request.method == .head ? response.withoutBody() : response
    }

    /// Computes for a millisecond.
    private func compute() {
        state.withLock { state in
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
        }
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .milliseconds(1) {}
        state.withLock { $0.running -= 1 }
    }
}
