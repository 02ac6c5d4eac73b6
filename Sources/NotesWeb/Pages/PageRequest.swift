import HTTPValues

/// A browser's request for a page, with the session that its cookie carries.
struct PageRequest: Sendable {
    let call: Call
    /// The session; nil if the request has no valid cookie, or if `PageRenderer.open` did not read it.
    let session: Session?
}
