import Glibc

/// Something that a test waited for, and that did not come.
public struct TimedOut: Error, CustomStringConvertible {
    let what: String
    let seconds: Double

    public init(what: String, seconds: Double) {
        self.what = what
        self.seconds = seconds
    }

    public var description: String { "waited \(seconds) seconds in vain until \(what)" }
}

/// Waits for a condition: the only place in these tests that sleeps.
///
/// - Parameters:
///   - what: completes the sentence "waited in vain until …".
///   - seconds: how long at most.
/// - Throws: `TimedOut`, or what `condition` throws.
public func waitUntil(_ what: String, within seconds: Double = 15, _ condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw TimedOut(what: what, seconds: seconds) }
        usleep(500)
    }
}
