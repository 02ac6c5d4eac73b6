/// A part of a document that contains other blocks, or text.
enum Block {
    case document, quote, rule, paragraph, table, tableHead, tableBody, tableRow
    /// - `start`: the first number of an ordered list; nil for a list with bullets.
    case list(start: Int?)
    case item(task: Task?)
    /// - `level`: 1 to 6.
    case heading(level: Int)
    /// - `language`: the first word after the fence, such as `swift`; empty if there is none.
    case code(language: [UInt8])
    case tableCell(isHeading: Bool, alignment: Alignment?)

    enum Alignment { case left, center, right }
}

/// A box that can be ticked.
struct Task: Equatable {
    let isDone: Bool
    /// The position of the mark between the brackets, a space or an x, in bytes from the start of the text.
    let offset: Int
}

/// A part of a text.
enum Span {
    case emphasis, strong, strikethrough, code
    case link(address: [UInt8], title: [UInt8])
    case image(address: [UInt8], title: [UInt8])
}

/// Receives the parts of a document in their order. Each block and span ends inside its parent. A method that returns false ends the parsing.
protocol MarkdownHandler: ~Copyable {
    mutating func enter(_ block: Block) -> Bool
    mutating func leave(_ block: Block) -> Bool
    mutating func enter(_ span: Span) -> Bool
    mutating func leave(_ span: Span) -> Bool
    /// - Parameter text: the longest text that nothing else interrupts.
    mutating func text(_ text: TextRun) -> Bool
    /// - Parameter text: a part of the text in a block or a span of code, in UTF-8.
    mutating func code(_ text: UnsafeRawBufferPointer) -> Bool
    mutating func lineBreak() -> Bool
}
