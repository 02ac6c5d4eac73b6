/// The entity tags in a field If-Match or If-None-Match (RFC 9110, sections 13.1.1 and 13.1.2).
///
/// The comparison ignores the mark `W/` of a weak tag. nginx adds the mark when it compresses a response, and clients
/// send it back.
public enum EntityTags: Sendable, Equatable {
    /// `*`: any tag of an existing resource.
    case any
    /// The tags as the client spells them, such as `"a"` or `W/"a"`.
    case list([ArraySlice<UInt8>])

    /// The field is neither `*` nor a list of entity tags.
    public struct Malformed: Error, Equatable {}

    /// Parses the value of a field. Skips empty elements of the list (RFC 9110, section 5.6.1.2).
    ///
    /// - Throws: `Malformed`.
    public init(_ field: String) throws(Malformed) {
        var rest = Self.withoutSpace(Array(field.utf8)[...])
        if rest.elementsEqual("*".utf8) {
            self = .any
            return
        }
        var tags: [ArraySlice<UInt8>] = []
        while let first = rest.first {
            if first != UInt8(ascii: ",") {
                tags.append(try Self.removeTag(from: &rest))
                rest = rest.drop(while: Self.isSpace)
                guard rest.first ?? UInt8(ascii: ",") == UInt8(ascii: ",") else { throw Malformed() }
            }
            rest = rest.dropFirst().drop(while: Self.isSpace)
        }
        self = .list(tags)
    }

    /// Returns whether the field selects a resource.
    ///
    /// - Parameter tag: the resource's current entity tag, with its quotes; nil if the resource does not exist.
    public func contains(_ tag: String?) -> Bool { tag.flatMap(spelling) != nil }

    /// Returns a tag as the client spells it: with `W/` if the client received it with this mark.
    ///
    /// - Returns: nil if the field does not select a resource with this tag.
    func spelling(of tag: String) -> String? {
        guard case .list(let tags) = self else { return tag }
        let opaque = Self.withoutMark(Array(tag.utf8)[...])
        return tags.first { Self.withoutMark($0) == opaque }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Removes an entity tag from the beginning of a list (RFC 9110, section 8.8.3).
    private static func removeTag(from rest: inout ArraySlice<UInt8>) throws(Malformed) -> ArraySlice<UInt8> {
        let opaque = withoutMark(rest)
        let quote = UInt8(ascii: "\"")
        guard opaque.first == quote, let end = opaque.dropFirst().firstIndex(of: quote),
            opaque[..<end].allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { throw Malformed() }
        defer { rest = rest[(end + 1)...] }
        return rest[...end]
    }

    private static func withoutMark(_ tag: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        tag.starts(with: "W/".utf8) ? tag.dropFirst(2) : tag
    }

    private static func withoutSpace(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var field = field.drop(while: isSpace)
        while let last = field.last, isSpace(last) { field.removeLast() }
        return field
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
