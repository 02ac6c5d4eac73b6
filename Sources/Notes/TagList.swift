/// The tags of all notes.
public struct TagList: Sendable, Equatable {
    public struct Tag: Sendable, Equatable {
        /// The name without `#`, as somebody typed it.
        public let name: String
        /// How many notes have this tag, or a tag below it.
        public let count: Int

        public init(name: String, count: Int) {
            self.name = name
            self.count = count
        }
    }

    public let tags: [Tag]
    /// Whether the tags of all notes are counted as they are now. If false, some notes have changed since.
    public let isUpToDate: Bool

    public init(tags: [Tag], isUpToDate: Bool) {
        self.tags = tags
        self.isUpToDate = isUpToDate
    }
}
