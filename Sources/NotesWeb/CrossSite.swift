import HTTPTypes
import HTTPValues

extension Request {
    /// Whether the browser says that another site sent this: by Sec-Fetch-Site (Fetch Metadata, section 2.2), or where it
    /// has none by an Origin (RFC 6454, section 7) that is not the host which was asked. A client that says neither is no
    /// browser of today, and its token decides.
    var isCrossSite: Bool {
        if let site = headerFields[Self.secFetchSite] { return site != "same-origin" && site != "none" }
        guard let origin = headerFields[.origin]?.lowercased() else { return false }
        guard let host = authority?.lowercased() else { return true }
        // The scheme is not compared: behind another proxy, only the browser knows it.
        return origin != "https://" + Self.without(":443", host) && origin != "http://" + Self.without(":80", host)
    }

    private static func without(_ port: String, _ host: String) -> String {
        host.hasSuffix(port) ? String(host.dropLast(port.count)) : host
    }

    private static let secFetchSite = HTTPField.Name(parsed: "sec-fetch-site") ?? .origin
}
