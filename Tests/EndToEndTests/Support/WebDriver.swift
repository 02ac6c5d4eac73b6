import Foundation
import TestSupport

/// A session of chromedriver with its own headless Chromium (W3C WebDriver, https://www.w3.org/TR/webdriver2/).
final class WebDriver {
    private let folder: TemporaryDirectory
    private let process: ChildProcess
    private let curl: Curl
    private var session = ""

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameters:
    ///   - preferences: preferences of Chromium by name.
    ///   - arguments: more arguments of Chromium.
    init(preferences: [String: Int] = [:], arguments: [String] = []) throws {
        folder = try TemporaryDirectory()
        let chromium = try Program.chromium.path
        let (folder, path) = (folder, folder.path)
        process = try ChildProcess(
            [Program.chromedriver.path, "--port=0"], in: path, environment: ["HOME": path, "TMPDIR": path],
            output: "\(path)/output", errors: "\(path)/errors")
        // chromedriver chooses a free port and prints it.
        var port: Substring?
        try waitUntil("chromedriver prints its port", within: 30) { [process] in
            let output = String(decoding: folder.read("output"), as: UTF8.self)
            port = output.firstMatch(of: /started successfully on port (\d+)/)?.1
            return port != nil || process.hasEnded
        }
        curl = try Curl(base: "http://127.0.0.1:\(port ?? "0")")
        let arguments =
            arguments + [
                "--headless", "--user-data-dir=\(path)/profile", "--disable-dev-shm-usage", "--disable-gpu",
                "--no-first-run", "--disable-background-networking", "--disable-component-update",
                // The sandbox does not work for root and in many containers. Chromium opens only our own pages.
                "--no-sandbox",
                // Chromium must not reach any other machine. The name notes.test and localhost lead to this machine.
                "--host-resolver-rules=MAP notes.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            ]
        let options: [String: Any] = ["binary": chromium, "args": arguments, "prefs": preferences]
        let value = try send(
            "POST", "/session",
            ["capabilities": ["alwaysMatch": ["browserName": "chrome", "goog:chromeOptions": options]]])
        session = (value as? [String: Any])?["sessionId"] as? String ?? ""
    }

    deinit {
        // Chromium ends with its session. chromedriver has to end before its folder is deleted.
        _ = try? send("DELETE", "/session/\(session)", nil)
        process.signal(SIGTERM)
        _ = try? process.wait(within: 5)
    }

    /// Sends a command to the session.
    ///
    /// - Throws: `Failure` if WebDriver refuses it.
    @discardableResult
    func command(_ method: String, _ path: String, _ parameters: [String: Any]? = nil) throws -> Any {
        try send(method, "/session/\(session)\(path)", parameters)
    }

    private func send(_ method: String, _ target: String, _ parameters: [String: Any]?) throws -> Any {
        let body = try parameters.map { Array(try JSONSerialization.data(withJSONObject: $0)) }
        let response = try curl.send(method, target, fields: ["Content-Type": "application/json"], body: body)
        let json = try JSONSerialization.jsonObject(with: Data(response.body), options: .fragmentsAllowed)
        let value = (json as? [String: Any])?["value"]
        if response.status != 200 {
            let message = (value as? [String: Any])?["message"] as? String ?? response.text
            throw Failure(description: "\(method) \(target): \(message)")
        }
        return value ?? NSNull()
    }
}
