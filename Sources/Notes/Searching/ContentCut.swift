import UTF8Text

/// How a store cuts the content of a note.
public struct ContentCut: Sendable {
    /// The length of the part, in Unicode scalars.
    private let length: Int
    /// If this passage is far from the beginning, the content is cut before it, too.
    private let passage: SearchPassage?

    /// nil for whole contents.
    ///
    /// - Parameter length: as `NoteQuery.contentLength`.
    public init?(length: Int?, passage: SearchPassage? = nil) {
        guard let length else { return nil }
        self.length = length
        self.passage = passage
    }

    /// nil if a query asks for whole contents.
    public init?(_ query: NoteQuery) {
        self.init(length: query.contentLength, passage: query.contentLength == nil ? nil : SearchPassage(query.search))
    }

    /// The part of a content to keep, and whether it is the beginning. An ellipsis comes before any other part.
    public func part(
        of content: UnsafeBufferPointer<UInt8>, title: UnsafeBufferPointer<UInt8>
    ) -> (part: UnsafeBufferPointer<UInt8>, isBeginning: Bool) {
        let start = passage?.start(in: content, title: title, columns: SearchPassage.columnsBefore) ?? 0
        return (UnsafeBufferPointer(rebasing: content[start...]).prefix(scalars: length), start == 0)
    }
}
