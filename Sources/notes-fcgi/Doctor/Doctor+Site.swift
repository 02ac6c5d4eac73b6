import FoundationEssentials
import Notes

/// Checks the site as a browser gets it, through nginx.
extension Doctor {
    /// Fetches an address of the site with curl.
    func site(_ url: String, basePath: String) -> Finding {
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), !url.contains(where: \.isWhitespace) else {
            return Self.failed("--url must be an address such as https://notes.example.org\(basePath)/notes")
        }
        // Text before `@` may be a password, and every process on the machine can read the command line of curl.
        guard !url.contains("@") else {
            return Self.failed(
                "leave the name and the password out of --url; doctor also accepts a site that asks for a password")
        }
        guard Self.isPath(Self.path(of: url), below: basePath) else {
            return Self.failed(
                "\(url) is not below BASE_PATH, which is \(basePath); give an address below it with --url, or correct BASE_PATH"
            )
        }
        let curl = [
            "curl", "--disable", "--silent", "--show-error", "--globoff", "--max-time", "10", "--location",
            "--max-redirs", "3", "--proto", "=http,https", "--dump-header", "-", "--output", "/dev/null", "--url", url,
        ]
        guard let result = Subprocess.run(curl) else {
            return Finding(
                .warning, "site", "curl is missing, so \(url) was not fetched; install it: apt-get install curl")
        }
        guard result.status == 0 else {
            let reason = result.output.split(whereSeparator: \.isNewline).last ?? "curl failed"
            return Self.failed("\(url): \(reason); check that nginx is running, and read its error log")
        }
        return Self.site(url, basePath: basePath, head: result.output)
    }

    /// Checks the response to a request for `url`. The field Referrer-Policy shows that the response came through the
    /// nginx site of Notes: only nginx sends this field.
    ///
    /// - Parameter head: the status lines and header fields of all responses: first of any redirects, then of the page.
    static func site(_ url: String, basePath: String, head: String) -> Finding {
        var status = ""
        var fields: [String: String] = [:]
        var address = url
        for line in head.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("HTTP/") {
                status = line.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                fields = [:]
            } else if let colon = line.firstIndex(of: ":") {
                let value = String(line[line.index(after: colon)...].drop(while: \.isWhitespace))
                fields[line[..<colon].lowercased()] = value
                if line[..<colon].lowercased() == "location" { address = value }
            }
        }
        guard isPath(path(of: address), below: basePath) else {
            return failed(
                "\(url) redirects to \(address), which is not below BASE_PATH, \(basePath); restart the service, and use the nginx site that this command prints: /usr/share/notes/nginx/site \(basePath)"
            )
        }
        // nginx responds with 401 if it asks for a password.
        guard status == "200" || status == "401" else {
            let advice =
                status == "404"
                ? "check that the service and the nginx site use the same BASE_PATH"
                : "read the logs of the service and of nginx"
            return failed("\(url) responds with \(status); \(advice)")
        }
        var missing = ["Content-Security-Policy", "Referrer-Policy"].filter { fields[$0.lowercased()] == nil }
        if fields["x-content-type-options"]?.lowercased() != "nosniff" {
            missing.append("X-Content-Type-Options: nosniff")
        }
        guard missing.isEmpty else {
            return failed(
                "\(url) responds with \(status), without \(missing.joined(separator: ", ")); use the nginx site of Notes, notes.conf"
            )
        }
        return Finding(.ok, "site", "\(url) responds with \(status) and the security headers")
    }

    /// Returns the path of an address, without a slash at the end of the path.
    ///
    /// - Parameter address: a URL with scheme and host, or only a path.
    private static func path(of address: String) -> Substring {
        let path = URLComponents(string: address)?.percentEncodedPath ?? ""
        return path.hasSuffix("/") ? path.dropLast() : path[...]
    }

    /// Whether `path` is `start` or a path below `start`. An empty `start` is the root of the site.
    private static func isPath(_ path: Substring, below start: some StringProtocol) -> Bool {
        start.isEmpty || path == start || path.hasPrefix(start + "/")
    }

    private static func failed(_ text: String) -> Finding { Finding(.failed, "site", text) }
}
