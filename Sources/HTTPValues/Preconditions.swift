/// The conditions under which a request wants to be carried out (RFC 9110, section 13).
public struct Preconditions: Sendable {
    private let ifMatch: EntityTags?
    private let ifNoneMatch: EntityTags?

    /// The result of a comparison of a GET or HEAD with the response that it would get.
    public enum Selection: Sendable, Equatable {
        /// The client wants the response.
        case modified
        /// The client has the response. The value is the entity tag as the client spells it.
        case notModified(String)
        /// The response is not the one that If-Match asks for.
        case failed
    }

    /// Reads the conditions of a request. Ignores an If-None-Match that is malformed.
    ///
    /// - Throws: `EntityTags.Malformed` if If-Match is malformed.
    public init(_ fields: RequestFields) throws(EntityTags.Malformed) {
        ifMatch = if let field = fields.ifMatch { try EntityTags(field) } else { nil }
        ifNoneMatch = if let field = fields.ifNoneMatch { try? EntityTags(field) } else { nil }
    }

    /// Returns whether a request that changes a resource may do so. True without conditions.
    ///
    /// - Parameter tag: the resource's current entity tag, with its quotes; nil if the resource does not exist.
    public func isMet(by tag: String?) -> Bool {
        ifMatch?.contains(tag) != false && ifNoneMatch?.contains(tag) != true
    }

    /// Applies the conditions of a GET or HEAD (RFC 9110, section 13.2.2).
    ///
    /// - Parameter tag: the entity tag of the response with status 200, with its quotes.
    public func selection(of tag: String) -> Selection {
        guard ifMatch?.contains(tag) != false else { return .failed }
        return ifNoneMatch?.spelling(of: tag).map(Selection.notModified) ?? .modified
    }
}
