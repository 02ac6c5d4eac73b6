/// A text in UTF-8 that no markup interrupts. It is valid while a handler uses it.
struct TextRun {
    let bytes: UnsafeRawBufferPointer
    /// Whether a letter or digit is directly before the text, without markup between them: the text follows the address of
    /// a mailbox.
    let followsWord: Bool
    /// The positions of characters that the author escaped, or wrote as a character reference, in ascending order.
    private let literals: [Int]

    init(_ bytes: UnsafeRawBufferPointer, followsWord: Bool = false, literals: [Int] = []) {
        self.bytes = bytes
        self.followsWord = followsWord
        self.literals = literals
    }

    /// Whether the character at a position has no special meaning, because it was written as `\#` or `&#35;`, for example.
    func isLiteral(_ position: Int) -> Bool {
        if literals.isEmpty { return false }
        var (start, end) = (0, literals.count)
        while start < end {
            let middle = (start + end) / 2
            if literals[middle] < position { start = middle + 1 } else { end = middle }
        }
        return start < literals.count && literals[start] == position
    }
}
