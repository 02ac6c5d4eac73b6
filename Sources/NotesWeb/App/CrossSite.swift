import HTTPValues

extension Request {
    /// The site whose page sent a request.
    enum Sender {
        case thisSite, otherSite
        /// The browser does not say, or the user sent the request without a page.
        case unknown
    }

    /// The sender, according to the browser. Only browsers tell the truth: any other program can send any field.
    ///
    /// New browsers send Sec-Fetch-Site (Fetch Metadata, section 2.2), but over plain HTTP only to this machine. Then, and
    /// in older browsers, there is Origin (RFC 6454, section 7), the site of the page.
    var sender: Sender {
        switch fields.secFetchSite {
        case "same-origin"?: return .thisSite
        case "none"?: return .unknown
        case _?: return .otherSite
        case nil: break
        }
        guard let origin = fields.origin?.lowercased() else { return .unknown }
        guard let host = authority?.lowercased() else { return .otherSite }
        // Accepts http and https: if another proxy is in front of nginx, only the browser knows the scheme.
        let isThisSite =
            origin == "https://" + Self.without(":443", host) || origin == "http://" + Self.without(":80", host)
        return isThisSite ? .thisSite : .otherSite
    }

    private static func without(_ port: String, _ host: String) -> String {
        host.hasSuffix(port) ? String(host.dropLast(port.count)) : host
    }
}
