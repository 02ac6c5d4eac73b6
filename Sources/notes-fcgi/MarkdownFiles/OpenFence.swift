/// A block of code that lasts until the end of a text, because the text does not close it (CommonMark 0.31, section 4.5).
///
/// Whatever follows the text would be code, too. Fences inside of lists and quotes are not found: they end by themselves.
enum OpenFence {
    /// The line that closes the block; nil if no block is open at the end of the text.
    static func closing(_ text: String) -> String? {
        var open: Substring?
        for line in text.split(whereSeparator: \.isNewline) {
            let indent = line.prefix { $0 == " " }
            let start = line[indent.endIndex...]
            guard indent.count < 4, let mark = start.first, mark == "`" || mark == "~" else { continue }
            let fence = start.prefix { $0 == mark }
            let rest = start[fence.endIndex...]
            if let current = open {
                let isBlank = rest.allSatisfy { $0 == " " || $0 == "\t" }
                if mark == current.first && fence.count >= current.count && isBlank { open = nil }
            } else if fence.count >= 3 && (mark == "~" || !rest.contains("`")) {
                open = fence
            }
        }
        return open.map(String.init)
    }
}
