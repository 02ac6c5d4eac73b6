import HTTPTypes
import HTTPValues

extension Request {
    /// Whether the browser says that a page of another site sent this request.
    ///
    /// Browsers send the field Sec-Fetch-Site (Fetch Metadata, section 2.2). Older browsers send an Origin (RFC 6454, section 7),
    /// which differs from the host of the request. If a client sends neither field, only the form's token can tell.
    var isCrossSite: Bool {
        if let site = headerFields[Self.secFetchSite] { return site != "same-origin" && site != "none" }
        guard let origin = headerFields[.origin]?.lowercased() else { return false }
        guard let host = authority?.lowercased() else { return true }
        // Both schemes are accepted: behind another proxy, only the browser knows the scheme.
        return origin != "https://" + Self.without(":443", host) && origin != "http://" + Self.without(":80", host)
    }

    private static func without(_ port: String, _ host: String) -> String {
        host.hasSuffix(port) ? String(host.dropLast(port.count)) : host
    }

    // The name is valid, so the fallback is never used.
    private static let secFetchSite = HTTPField.Name(parsed: "sec-fetch-site") ?? .origin
}
