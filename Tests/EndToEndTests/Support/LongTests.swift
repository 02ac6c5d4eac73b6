import Foundation

/// How thorough the tests of faults are: `deploy/test --long` makes them as long as faults are in life.
enum LongTests {
    static let areWanted = ProcessInfo.processInfo.environment["NOTES_LONG_TESTS"] == "1"

    static func choose<Value>(_ long: Value, normally short: Value) -> Value { areWanted ? long : short }
}
