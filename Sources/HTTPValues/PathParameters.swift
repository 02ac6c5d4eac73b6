/// The values that a request's path has for the names in its route's path, such as `7` for `id` in `/notes/{id}`.
public struct PathParameters: Sendable {
    private var values: [(name: String, value: String)] = []

    public init() {}

    /// The value of a name, percent-decoded and never empty; nil if the route's path has no such name.
    public subscript(name: String) -> String? {
        values.first { $0.name == name }?.value
    }

    mutating func append(_ name: String, _ value: String) {
        values.append((name, value))
    }
}
