import Glibc

/// A test waited too long for a condition.
struct TimedOut: Error, CustomStringConvertible {
    /// The condition as a sentence.
    let condition: String
    let seconds: Double

    var description: String { "after \(seconds) seconds, this is still not true: \(condition)" }
}

/// Waits until a condition is true. This is the only place in the tests that sleeps.
///
/// - Parameters:
///   - description: the condition as a sentence, for the error message.
///   - seconds: the longest time to wait; under a sanitizer, twenty times as long.
/// - Throws: `TimedOut`, or an error of `condition`.
public func waitUntil(_ description: String, within seconds: Double = 15, _ condition: () throws -> Bool) throws {
    let seconds = isSanitized ? 20 * seconds : seconds
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw TimedOut(condition: description, seconds: seconds) }
        usleep(500)
    }
}
