/// The path of a route, such as `/notes/{id}/history/{version}` or `/notes/{id}.md`.
///
/// A segment is a fixed text, or a name in braces with an optional suffix. A name matches any non-empty UTF-8 text.
struct PathPattern: Sendable, Equatable {
    private enum Segment: Sendable, Equatable {
        case text([UInt8])
        case parameter(name: String, suffix: [UInt8])
    }

    private let segments: [Segment]

    /// The number of segments. Only a path with the same number can match.
    var count: Int { segments.count }

    init(_ path: String) {
        segments = path.split(separator: "/").map { segment in
            guard segment.hasPrefix("{"), let end = segment.firstIndex(of: "}") else {
                return .text(Array(segment.utf8))
            }
            let suffix = segment[segment.index(after: end)...]
            return .parameter(name: String(segment.dropFirst().prefix { $0 != "}" }), suffix: Array(suffix.utf8))
        }
    }

    /// Compares the pattern with the segments of a path.
    ///
    /// - Parameter path: the segments, percent-decoded.
    /// - Returns: the values of the names in the pattern; nil if the path does not match.
    func match(_ path: ArraySlice<ArraySlice<UInt8>>) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for index in segments.indices {
            let text = path[path.startIndex + index]
            switch segments[index] {
            case .text(let expected):
                guard text == expected[...] else { return nil }
            case .parameter(let name, let suffix):
                guard text.count > suffix.count, text.suffix(suffix.count).elementsEqual(suffix),
                    let value = String(validating: text.dropLast(suffix.count), as: UTF8.self)
                else { return nil }
                parameters[name] = value
            }
        }
        return parameters
    }
}
