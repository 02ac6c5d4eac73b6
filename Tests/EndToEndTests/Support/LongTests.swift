import Foundation

/// The length of the fault tests. `deploy/test --long` makes them as long as real faults.
enum LongTests {
    static let areWanted = ProcessInfo.processInfo.environment["NOTES_LONG_TESTS"] == "1"

    static func choose<Value>(_ long: Value, normally short: Value) -> Value { areWanted ? long : short }
}
