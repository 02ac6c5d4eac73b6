import Foundation

/// How well notes match a search.
public struct SearchRelevance: Sendable {
    fileprivate struct Text {
        let folded: [UInt8]
        let isTitle: Bool
        /// The text with its accents, as notes may have it: in lower or upper case, composed or not. Empty if it has none.
        let forms: [[UInt8]]
    }

    /// How much of a content counts, in bytes. Examining it takes about a tenth of a millisecond.
    private static let maximumBytes = 64 << 10

    private let texts: [Text]

    /// - Returns: nil if the search has no texts.
    public init?(_ search: SearchQuery) {
        var texts: [Text] = []
        for term in search.alternatives.joined() where !term.isExcluded {
            switch term.condition {
            case .text(let text): texts.append(Text(text, isTitle: false))
            case .title(let text): texts.append(Text(text, isTitle: true))
            default: break
            }
        }
        if texts.isEmpty { return nil }
        self.texts = texts
    }

    /// The score of a note. It is made of four numbers. Each number counts more than all after it:
    /// - how many of the texts the note has
    /// - how many of them its title has
    /// - how many are whole words
    /// - how many have the same accents
    ///
    /// - Parameter row: a row of the table `note`, with all columns.
    public func score(_ row: some SearchedRow, _ memory: inout NoteMatcher.Memory) -> Int {
        let titleLength = row.withBytes(.title) { TextFold.fold($0, into: &memory.title) }
        let contentLength = row.withBytes(.content) { TextFold.fold(Self.beginning($0), into: &memory.content) }
        var (found, inTitle, words, same) = (0, 0, 0, 0)
        for text in texts {
            let title = text.hit(in: memory.title, titleLength)
            let content = text.isTitle ? nil : text.hit(in: memory.content, contentLength)
            guard title != nil || content != nil else { continue }
            found += 1
            if title != nil { inTitle += 1 }
            if title == .word || content == .word { words += 1 }
            if row.withBytes(.title, { text.hasForm(in: $0) })
                || row.withBytes(.content, { text.hasForm(in: Self.beginning($0)) })
            {
                same += 1
            }
        }
        // A search has at most a few dozen texts.
        return [inTitle, words, same].reduce(found) { $0 << 8 | $1 }
    }

    private static func beginning(_ content: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: content.prefix(maximumBytes))
    }
}

/// Where a text is.
private enum Hit { case word, partOfWord }

extension SearchRelevance.Text {
    fileprivate init(_ text: String, isTitle: Bool) {
        folded = TextFold.fold(text)
        self.isTitle = isTitle
        let cases = [text, text.lowercased(), text.uppercased(), text.capitalized]
        let forms = cases.flatMap {
            [$0.precomposedStringWithCanonicalMapping, $0.decomposedStringWithCanonicalMapping]
        }
        self.forms = folded == Array(text.lowercased().utf8) ? [] : Set(forms.map { Array($0.utf8) }).map { $0 }
    }

    /// The best hit in the beginning of a folded text; nil if there is none.
    fileprivate func hit(in text: [UInt8], _ length: Int) -> Hit? {
        var hit: Hit?
        var position = 0
        while let start = TextFold.position(of: folded, in: text, from: position, length) {
            let end = start + folded.count
            if !(start > 0 && TextFold.isLetter(text[start - 1])) && !(end < length && TextFold.isLetter(text[end])) {
                return .word
            }
            hit = .partOfWord
            position = start + 1
        }
        return hit
    }

    fileprivate func hasForm(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        forms.contains { TextFold.position(of: $0, in: UnsafeRawBufferPointer(text)) != nil }
    }
}

extension TextFold {
    /// Whether a byte of a folded text belongs to a word. Characters beyond ASCII count as letters.
    static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
