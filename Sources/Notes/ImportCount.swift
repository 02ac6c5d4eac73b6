/// The result of an import, for its notes or for its past versions.
public struct ImportCount: Sendable, Equatable {
    public var added: Int
    /// How many were there already.
    public var unchanged: Int

    public init(added: Int = 0, unchanged: Int = 0) {
        self.added = added
        self.unchanged = unchanged
    }
}
