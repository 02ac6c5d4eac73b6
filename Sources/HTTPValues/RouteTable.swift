import HTTPTypes

/// The methods and paths of a `Router`'s rows. This part is not generic, so that the compiler makes one fast copy of it.
struct RouteTable: Sendable {
    struct Row: Sendable {
        let method: HTTPRequest.Method
        let path: String
        /// The path's segments; nil matches any one segment that is not empty.
        let pattern: [String?]

        init(method: HTTPRequest.Method, path: String) {
            self.method = method
            self.path = path
            pattern = path.split(separator: "/").map { $0.hasPrefix("{") ? nil : String($0) }
        }
    }

    let rows: [Row]

    /// The rows that have the path which fits first.
    ///
    /// - Returns: their numbers, the text in place of the pattern's braces, and whether a slash stands behind the path;
    ///   nil if no path fits.
    func rows(for path: Substring) -> (numbers: [Int], parameter: String, endsInSlash: Bool)? {
        guard var segments = Self.segments(path) else { return nil }
        let endsInSlash = segments.count > 1 && segments.last == ""
        if endsInSlash { segments.removeLast() }
        for (number, row) in rows.enumerated() {
            guard let parameter = Self.match(segments, row.pattern) else { continue }
            return (rows.indices.filter { $0 == number || rows[$0].pattern == row.pattern }, parameter, endsInSlash)
        }
        return nil
    }

    /// A path's segments, decoded; nil if it is not absolute, or not UTF-8.
    private static func segments(_ path: Substring) -> [String]? {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        var segments: [String] = []
        for encoded in path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if encoded.contains(UInt8(ascii: "%")) {
                guard let segment = String(validating: PercentEncoding.decode(encoded), as: UTF8.self) else {
                    return nil
                }
                segments.append(segment)
            } else {
                segments.append(String(Substring(encoded)))
            }
        }
        return segments
    }

    /// - Returns: the text in place of the pattern's braces, empty if it has none; nil if the pattern does not fit.
    private static func match(_ segments: [String], _ pattern: [String?]) -> String? {
        guard segments.count == pattern.count else { return nil }
        var parameter = ""
        for (segment, expected) in zip(segments, pattern) {
            if let expected {
                guard segment == expected else { return nil }
            } else {
                guard !segment.isEmpty else { return nil }
                parameter = segment
            }
        }
        return parameter
    }
}
