import Foundation

/// Waits until `condition` holds.
///
/// - Returns: whether it did within `seconds`.
public func wait(upTo seconds: Double = 10, until condition: () throws -> Bool) rethrows -> Bool {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while true {
        if try condition() { return true }
        if Date() > deadline { return false }
        Thread.sleep(forTimeInterval: 0.005)
    }
}
