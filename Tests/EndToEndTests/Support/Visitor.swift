import Foundation
import TestSupport

/// A client that handles cookies and forms like a browser.
final class Visitor {
    private let site: Site
    private(set) var cookies: [String: String] = [:]

    struct NoForm: Error {
        let page: String
    }

    init(_ site: Site) {
        self.site = site
    }

    func get(_ target: String) throws -> ReceivedResponse {
        try send("GET", target)
    }

    /// Opens a page with a form, fills in the form and sends it.
    ///
    /// - Parameter fields: the values of the visible fields. The form token is added.
    func submit(_ target: String, _ fields: [String: String] = [:], headers: [String: String] = [:]) throws
        -> ReceivedResponse
    {
        let token = try formToken(in: get(target))
        return try post(target, fields.merging(["csrf_token": token]) { own, _ in own }, headers: headers)
    }

    /// Sends a form without opening its page first.
    func post(_ target: String, _ fields: [String: String], headers: [String: String] = [:]) throws -> ReceivedResponse
    {
        let body = fields.map { "\(Self.encode($0))=\(Self.encode($1))" }.joined(separator: "&")
        return try send("POST", target, headers: headers, body: Array(body.utf8))
    }

    func formToken(in page: ReceivedResponse) throws -> String {
        guard let match = page.text.firstMatch(of: /name="csrf_token" value="([^"]+)"/) else {
            throw NoForm(page: page.text)
        }
        return String(match.1)
    }

    /// Sends a request and stores the cookies that the response sets.
    private func send(
        _ method: String, _ target: String, headers: [String: String] = [:], body: [UInt8]? = nil
    ) throws -> ReceivedResponse {
        var headers = headers
        if !cookies.isEmpty {
            headers["Cookie"] = cookies.map { "\($0)=\($1)" }.sorted().joined(separator: "; ")
        }
        // curl adds the Content-Type of forms by itself: application/x-www-form-urlencoded.
        let response = try site.curl.send(method, target, fields: headers, body: body)
        for cookie in response.values(of: "Set-Cookie") {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { cookies[String(pair[0])] = String(pair[1]) }
        }
        return response
    }

    /// Encodes a text like a browser, which sends line ends as CR LF (URL Standard, section 5.2).
    static func encode(_ text: String) -> String {
        let lines = text.replacing("\n", with: "\r\n")
        let kept = CharacterSet(charactersIn: "*-._0123456789").union(.init(charactersIn: "a"..."z")).union(
            .init(charactersIn: "A"..."Z"))
        return lines.addingPercentEncoding(withAllowedCharacters: kept)?.replacing("%20", with: "+") ?? ""
    }
}
