import HTTPValues

/// A response, and what is to be said of it in the log and in the numbers.
struct Answer: Sendable {
    var response: Response
    /// The number of its row in the table of routes; nil if it has none.
    var route: Int?
    /// Why there is no better answer, if that is an error of ours.
    var error: (any Error)?
}
