import Notes

/// Checks the site as a browser gets it, through nginx.
extension Doctor {
    /// Fetches an address of the site with curl.
    func site(_ url: String) -> Finding {
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), !url.contains(where: \.isWhitespace) else {
            return Finding(
                .failed, "site", "--url must be an address such as https://notes.example.org/notes")
        }
        // Every process on the machine can read a command line.
        guard !url.contains("@") else {
            return Finding(
                .failed, "site",
                "leave the name and the password out of --url; doctor also accepts a site that asks for a password")
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
            return Finding(.failed, "site", "\(url): \(reason); check that nginx is running, and read its error log")
        }
        return Self.site(url, head: result.output)
    }

    /// Checks the response to a request for `url`. It must have passed through nginx with the configuration of the site: the
    /// service itself does not send the field Referrer-Policy.
    ///
    /// - Parameter head: the status lines and header fields of all responses: those of redirects, then those of the page.
    static func site(_ url: String, head: String) -> Finding {
        var status = ""
        var fields: [String: String] = [:]
        for line in head.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("HTTP/") {
                status = line.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                fields = [:]
            } else if let colon = line.firstIndex(of: ":") {
                let value = String(line[line.index(after: colon)...].drop(while: \.isWhitespace))
                fields[line[..<colon].lowercased()] = value
            }
        }
        // nginx answers 401 if it asks for a password.
        guard status == "200" || status == "401" else {
            return Finding(.failed, "site", "\(url) answers \(status); read the logs of the service and of nginx")
        }
        var missing = ["Content-Security-Policy", "Referrer-Policy"].filter { fields[$0.lowercased()] == nil }
        if fields["x-content-type-options"]?.lowercased() != "nosniff" {
            missing.append("X-Content-Type-Options: nosniff")
        }
        guard missing.isEmpty else {
            return Finding(
                .failed, "site",
                "\(url) answers \(status) without \(missing.joined(separator: ", ")); use the nginx site deploy/nginx/notes.conf"
            )
        }
        return Finding(.ok, "site", "\(url) answers \(status), with its security headers")
    }

}
