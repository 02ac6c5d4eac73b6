import Foundation

/// How well notes match a search.
public struct SearchRelevance: Sendable {
    fileprivate struct Text {
        let folded: [UInt8]
        let isTitle: Bool
        /// The text with its accents, as notes may have it: in lower or upper case, composed or not. Empty if it has none.
        let forms: [[UInt8]]
    }

    /// How a note matches.
    public struct Match: Sendable {
        /// For each text, how the note has it.
        fileprivate var hits: [Hit?] = []
        /// How many of the texts are in the title, and how many the note has with the same accents.
        fileprivate var (inTitle, same) = (0, 0)
    }

    fileprivate enum Hit { case word, partOfWord }

    /// How much of a content counts, in bytes. Examining it takes about a tenth of a millisecond.
    private static let maximumBytes = 64 << 10

    private let texts: [Text]
    /// Whether a note need not have all texts.
    private let hasAlternatives: Bool

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
        hasAlternatives = search.alternatives.count > 1
    }

    /// Examines a note.
    ///
    /// - Parameter row: a row of the table `note`, with all columns.
    public func match(_ row: some SearchedRow, _ memory: inout NoteMatcher.Memory) -> Match {
        let titleLength = row.withBytes(.title) { TextFold.fold($0, into: &memory.title) }
        let contentLength = row.withBytes(.content) { TextFold.fold(Self.beginning($0), into: &memory.content) }
        var match = Match()
        for text in texts {
            let title = text.hit(in: memory.title, titleLength)
            let content = text.isTitle ? nil : text.hit(in: memory.content, contentLength)
            match.hits.append(title == .word || content == .word ? .word : title ?? content)
            if title != nil { match.inTitle += 1 }
            let hasForm =
                row.withBytes(.title, { text.hasForm(in: $0) })
                || row.withBytes(.content, { text.hasForm(in: Self.beginning($0)) })
            if hasForm { match.same += 1 }
        }
        return match
    }

    /// The scores of all notes that a search found. Each of these numbers counts more than all after it:
    /// - how many of the texts the note has
    /// - how many of the texts are in the title
    /// - how many of them are whole words
    /// - how many of them have the same accents
    ///
    /// If the search has alternatives, the first number prefers whole words and rare texts.
    public func scores(_ matches: [Match]) -> [Int] {
        let weights = texts.indices.map { text in
            guard hasAlternatives else { return 1 }
            let count = matches.count { $0.hits[text] != nil }
            return 1 + Int(16 * log2(Double(max(matches.count, 1)) / Double(max(count, 1))))
        }
        return matches.map { match in
            var (found, words) = (0, 0)
            for (hit, weight) in zip(match.hits, weights) {
                guard let hit else { continue }
                if hit == .word { words += 1 }
                found += hit == .word && hasAlternatives ? 2 * weight : weight
            }
            // A search has at most a few dozen texts.
            return [match.inTitle, words, match.same].reduce(found) { $0 << 8 | $1 }
        }
    }

    private static func beginning(_ content: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: content.prefix(maximumBytes))
    }
}

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
    fileprivate func hit(in text: [UInt8], _ length: Int) -> SearchRelevance.Hit? {
        text.withUnsafeBytes { bytes in
            let text = UnsafeRawBufferPointer(rebasing: bytes[..<length])
            var hit: SearchRelevance.Hit?
            var position = 0
            while let start = TextFold.position(of: folded, in: text, from: position) {
                if TextFold.isWord(start..<start + folded.count, in: text) { return .word }
                hit = .partOfWord
                position = start + 1
            }
            return hit
        }
    }

    fileprivate func hasForm(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        forms.contains { TextFold.position(of: $0, in: UnsafeRawBufferPointer(text)) != nil }
    }
}

extension TextFold {
    /// Whether no letter is directly before or after a part of a folded text. Characters beyond ASCII count as letters.
    static func isWord(_ part: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
        !(part.lowerBound > 0 && isLetter(text[part.lowerBound - 1]))
            && !(part.upperBound < text.count && isLetter(text[part.upperBound]))
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
