/// The data that a browser's cookie carries from one request to the next.
struct Session: Equatable {
    /// Random hexadecimal digits. Form tokens are bound to them.
    let seed: String
    /// The time when the session began, in seconds since 1970.
    let created: Int64
    var flashes: [Flash] = []
    /// Whether the cookie was signed with one of the old keys.
    var hasOldKey = false
}
