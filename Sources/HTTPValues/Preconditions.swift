/// The conditions under which a request wants to be carried out (RFC 9110, section 13).
public struct Preconditions: Sendable {
    private let ifMatch: EntityTags?
    private let ifNoneMatch: String?

    /// The result of a comparison of a GET or HEAD with the response that it would get.
    public enum Selection: Sendable, Equatable {
        /// The client wants the response.
        case modified
        /// The client has the response. The value is the entity tag as the client spells it.
        case notModified(String)
        /// The response is not the one that If-Match asks for.
        case failed
    }

    /// Reads the conditions of a request. An If-None-Match that is malformed is ignored.
    ///
    /// - Throws: `EntityTags.Malformed` if If-Match is malformed.
    public init(_ fields: RequestFields) throws(EntityTags.Malformed) {
        ifMatch = if let field = fields.ifMatch { try EntityTags(field) } else { nil }
        ifNoneMatch = fields.ifNoneMatch
    }

    /// Returns whether a request that changes a resource may do so. True without conditions.
    ///
    /// - Parameter tag: the resource's current entity tag, with its quotes; nil if the resource does not exist.
    public func isMet(by tag: String?) -> Bool {
        ifMatch?.contains(tag) != false && unwantedTags?.contains(tag) != true
    }

    /// Applies the conditions of a GET or HEAD (RFC 9110, section 13.2.2).
    ///
    /// - Parameter tag: the entity tag of the response with status 200, with its quotes.
    public func selection(of tag: String) -> Selection {
        guard ifMatch?.contains(tag) != false else { return .failed }
        // Usually the field is the tag of a former response. Comparing the texts is faster than parsing a list.
        if let ifNoneMatch, ifNoneMatch == tag || ifNoneMatch == "W/" + tag { return .notModified(ifNoneMatch) }
        return unwantedTags?.spelling(of: tag).map(Selection.notModified) ?? .modified
    }

    private var unwantedTags: EntityTags? { ifNoneMatch.flatMap { try? EntityTags($0) } }
}
