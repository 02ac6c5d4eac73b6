/// The data that a browser's cookie carries from one request to the next.
struct Session: Equatable {
    /// Random hexadecimal digits. A form token is valid only for the seed that it was made with.
    let seed: String
    /// The time when the session began, in seconds since 1970.
    let created: Int64
    var flashes: [WaitingFlash] = []
    /// Whether the next page with a form should replace the cookie. The cookie was signed with a former key
    /// (`Sessions.fallbacks`), or carries flashes that were dropped.
    var isOutdated = false

    /// Removes the flashes of a page from the session.
    ///
    /// - Parameter path: the path of the page's address, with the base path.
    /// - Returns: the removed flashes, the oldest first.
    mutating func takeFlashes(of path: Substring) -> [Flash] {
        guard !flashes.isEmpty else { return [] }
        let page = WaitingFlash.number(of: path)
        defer { flashes.removeAll { $0.page == page } }
        return flashes.filter { $0.page == page }.map(\.flash)
    }
}
