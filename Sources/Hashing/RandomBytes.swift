/// Returns bytes that nobody can guess, from the system's generator: getrandom(2).
public func randomBytes(_ count: Int) -> [UInt8] {
    // Swift calls getrandom(2) for each number, so numbers of eight bytes take an eighth of the calls.
    let numbers = (0..<(count + 7) / 8).map { _ in UInt64.random(in: .min ... .max) }
    return numbers.withUnsafeBytes { Array($0.prefix(count)) }
}
