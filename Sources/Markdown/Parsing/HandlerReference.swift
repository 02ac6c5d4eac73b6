/// Passes all parts of a document to a handler elsewhere in memory.
///
/// `any MarkdownHandler` stores a large handler in a box, and each call must find out whether the box is shared. This
/// type is small enough to need no box.
struct HandlerReference<Handler: MarkdownHandler & ~Copyable>: MarkdownHandler {
    /// Valid while `MarkdownParser.parse` runs.
    let handler: UnsafeMutablePointer<Handler>

    func enter(_ block: Block) -> Bool { handler.pointee.enter(block) }
    func leave(_ block: Block) -> Bool { handler.pointee.leave(block) }
    func enter(_ span: Span) -> Bool { handler.pointee.enter(span) }
    func leave(_ span: Span) -> Bool { handler.pointee.leave(span) }
    func text(_ text: TextRun) -> Bool { handler.pointee.text(text) }
    func code(_ text: UnsafeRawBufferPointer) -> Bool { handler.pointee.code(text) }
    func lineBreak() -> Bool { handler.pointee.lineBreak() }
}
