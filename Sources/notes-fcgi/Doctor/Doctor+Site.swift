import Notes

/// The site, as a browser gets it.
extension Doctor {
    /// The answer must have come through nginx with the site's configuration: the service itself sends no Referrer-Policy.
    func site(_ url: String) -> Finding {
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), !url.contains(where: \.isWhitespace) else {
            return Finding(.failed, "site", "--url must be an address as in https://notes.example.org/notes")
        }
        // Every process on the machine sees a command line.
        guard !url.contains("@") else {
            return Finding(
                .failed, "site", "leave name and password out of --url; a site that asks for them is well, too")
        }
        let curl = [
            "curl", "--disable", "--silent", "--show-error", "--globoff", "--max-time", "10", "--location",
            "--max-redirs", "3", "--proto", "=http,https", "--dump-header", "-", "--output", "/dev/null", "--url", url,
        ]
        guard let result = Subprocess.run(curl) else {
            return Finding(.warning, "site", "there is no curl to fetch \(url) with; install it: apt-get install curl")
        }
        guard result.status == 0 else {
            let reason = result.output.split(whereSeparator: \.isNewline).last ?? "curl failed"
            return Finding(.failed, "site", "\(url): \(reason); look whether nginx runs, and into its error log")
        }
        return Self.site(url, head: result.output)
    }

    /// - Parameter head: the status lines and header fields of every answer, those of redirects first.
    static func site(_ url: String, head: String) -> Finding {
        var status = ""
        var fields: [String: String] = [:]
        for line in head.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("HTTP/") {
                status = line.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                fields = [:]
            } else if let colon = line.firstIndex(of: ":") {
                fields[line[..<colon].lowercased()] = String(
                    line[line.index(after: colon)...].drop(while: \.isWhitespace))
            }
        }
        // 401 is nginx asking for a password.
        guard status == "200" || status == "401" else {
            return Finding(
                .failed, "site", "\(url) answers \(status); look into the service's log and nginx's error log")
        }
        var missing = ["Content-Security-Policy", "Referrer-Policy"].filter { fields[$0.lowercased()] == nil }
        if fields["x-content-type-options"]?.lowercased() != "nosniff" {
            missing.append("X-Content-Type-Options: nosniff")
        }
        guard missing.isEmpty else {
            return Finding(
                .failed, "site",
                "\(url) answers \(status) without \(missing.joined(separator: ", ")); use the site deploy/nginx/notes.conf"
            )
        }
        return Finding(.ok, "site", "\(url) answers \(status), with its security headers")
    }
}
