import Foundation
import Synchronization
import TestSupport

/// An HTTP client: curl(1), which accepts fewer faults than browsers do.
final class Curl: Sendable {
    private let base: String
    private let folder: TemporaryDirectory
    private let requests = Atomic(0)

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter base: the part of the URL before the target, such as `http://127.0.0.1:8080`.
    init(base: String) throws {
        self.base = base
        folder = try TemporaryDirectory()
    }

    /// Sends a request and returns the response. Does not follow redirects.
    ///
    /// - Parameters:
    ///   - fields: header fields.
    ///   - body: the request's body; nil for no body.
    ///   - options: more options of curl.
    func send(
        _ method: String = "GET", _ target: String, fields: [String: String] = [:], body: [UInt8]? = nil,
        options: [String] = []
    ) throws -> ReceivedResponse {
        // An empty field Expect keeps curl from waiting for `100 Continue`.
        var arguments = ["--include", "--header", "Expect:"] + options
        arguments += method == "HEAD" ? ["--head"] : ["--request", method]
        for (name, value) in fields { arguments += ["--header", "\(name): \(value)"] }
        if body != nil { arguments += ["--data-binary", "@-"] }
        return try ReceivedResponse(http: run(arguments + [base + target], input: body ?? []))
    }

    /// Sends a request with JSON.
    func send(_ method: String, _ target: String, json: String) throws -> ReceivedResponse {
        try send(method, target, fields: ["Content-Type": "application/json"], body: Array(json.utf8))
    }

    /// Runs curl.
    ///
    /// - Returns: the bytes of standard output.
    func run(_ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
        let number = requests.add(1, ordering: .relaxed).newValue
        let (inputName, outputName, errorsName) = ("\(number).in", "\(number).out", "\(number).err")
        defer {
            for name in [inputName, outputName, errorsName] {
                try? FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
            }
        }
        try folder.write(input, to: inputName)
        let seconds = isSanitized ? "60" : "30"
        let options = ["--disable", "--silent", "--show-error", "--globoff", "--path-as-is", "--max-time", seconds]
        let process = try ChildProcess(
            [Program.curl.path] + options + arguments, in: folder.path, input: "\(folder.path)/\(inputName)",
            output: "\(folder.path)/\(outputName)", errors: "\(folder.path)/\(errorsName)")
        guard try process.wait(within: 40) == 0 else {
            throw Failure(description: String(decoding: folder.read(errorsName), as: UTF8.self))
        }
        return folder.read(outputName)
    }
}

extension ReceivedResponse {
    /// Parses an HTTP/1.1 response.
    init(http bytes: [UInt8]) throws {
        self.init()
        let (head, body) = try Self.split(bytes)
        let words = head[0].split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else {
            throw Malformed(head: "\(head)")
        }
        self.status = status
        fields = try Self.fields(head.dropFirst())
        self.body = body
    }
}
