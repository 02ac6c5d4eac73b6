/// The data that a browser's cookie carries from one request to the next.
struct Session: Equatable {
    /// Random hexadecimal digits. A form token is valid only for the seed that it was made with.
    let seed: String
    /// The time when the session began, in seconds since 1970.
    let created: Int64
    var flashes: [Flash] = []
    /// Whether the cookie was signed with a former key (`Sessions.fallbacks`).
    var hasOldKey = false
}
