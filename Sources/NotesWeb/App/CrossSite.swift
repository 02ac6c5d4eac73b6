import HTTPValues

extension Request {
    /// Whether the browser says that a page of another site sent this request.
    ///
    /// New browsers send Sec-Fetch-Site (Fetch Metadata, section 2.2). Older browsers send Origin (RFC 6454, section
    /// 7), the site of the page. If both fields are missing, the result is false, and only the form token protects.
    var isCrossSite: Bool {
        if let site = fields.secFetchSite { return site != "same-origin" && site != "none" }
        guard let origin = fields.origin?.lowercased() else { return false }
        guard let host = authority?.lowercased() else { return true }
        // Accepts http and https: if another proxy is in front of nginx, only the browser knows the scheme.
        return origin != "https://" + Self.without(":443", host) && origin != "http://" + Self.without(":80", host)
    }

    private static func without(_ port: String, _ host: String) -> String {
        host.hasSuffix(port) ? String(host.dropLast(port.count)) : host
    }
}
