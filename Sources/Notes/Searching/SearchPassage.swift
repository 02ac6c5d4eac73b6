/// Finds the passage of a text that shows best why a search found it.
public struct SearchPassage: Sendable {
    /// More texts hardly change the choice.
    private static let maximumTexts = 32
    /// How many places of one text are compared. They are the first ones.
    private static let maximumHits = 200
    /// How far the hits of a passage are apart at most, in folded bytes. A narrow screen shows about as much of an excerpt.
    private static let length = 120

    /// How much of a content may come before the passage. A line is often shorter, and its markup is whole.
    public static let columnsBefore = 120

    /// A place in a folded text.
    private struct Hit {
        let position: Int
        /// The index of the text.
        let text: Int
        let isWord: Bool
    }

    /// The folded texts of the search. Tags do not count: a note often has them in a last line without other words.
    private let texts: [[UInt8]]

    /// Returns nil if the search has no texts that a content may have.
    public init?(_ search: SearchQuery?) {
        guard let search else { return nil }
        var texts: [[UInt8]] = []
        for term in search.alternatives.joined() where texts.count < Self.maximumTexts {
            guard !term.isExcluded, case .text(let text) = term.condition else { continue }
            let folded = TextFold.fold(text)
            if !folded.isEmpty && !texts.contains(folded) { texts.append(folded) }
        }
        if texts.isEmpty { return nil }
        self.texts = texts
    }

    /// Where to cut a text in UTF-8, in bytes, so that the rest begins shortly before the passage. The cut is at the start of a
    /// line, or else of a word. It is 0 if the passage is near the beginning of the text, or if the text has no hits.
    ///
    /// - Parameters:
    ///   - title: the title above the text. The reader sees what it says, so texts that are not in the title count more.
    ///   - columns: how much may come before the first hit. Letters like those of Chinese count as two columns.
    public func start(
        in text: UnsafeBufferPointer<UInt8>, title: UnsafeBufferPointer<UInt8>, columns: Int
    ) -> Int {
        guard let hit = firstHit(in: text, title) else { return 0 }
        // If little text follows the hit, more text comes before it.
        var end = max(0, min(hit, text.count - Self.length))
        while end > 0 && UTF8.isContinuation(text[end]) { end -= 1 }
        var (start, width) = (end, 0)
        while start > 0 && width < columns {
            start -= 1
            if !UTF8.isContinuation(text[start]) { width += text[start] < 0xE0 ? 1 : 2 }
        }
        if start == 0 { return 0 }
        let before = text[start - 1..<end]
        let lineFeed = before.lastIndex(of: UInt8(ascii: "\n"))
        let space = lineFeed ?? before.firstIndex { $0 <= UInt8(ascii: " ") }
        return space.map { $0 + 1 } ?? start
    }

    /// The first hit of the passage with the most points. If several passages have as many, the first one counts.
    private func firstHit(in text: UnsafeBufferPointer<UInt8>, _ title: UnsafeBufferPointer<UInt8>) -> Int? {
        var folded: [UInt8] = []
        let titleCount = TextFold.fold(title, into: &folded)
        let isInTitle = texts.map { TextFold.contains(folded, titleCount, $0) }
        let count = TextFold.fold(text, into: &folded)
        let hits = hits(in: folded, count)
        // How often each text is in the passage, as a word and in all.
        var words = texts.map { _ in 0 }
        var counts = words
        var best: (position: Int, points: Int)?
        var end = 0
        for hit in hits {
            while end < hits.count && hits[end].position - hit.position <= Self.length {
                counts[hits[end].text] += 1
                if hits[end].isWord { words[hits[end].text] += 1 }
                end += 1
            }
            let points = texts.indices.reduce(0) { points, text in
                if counts[text] == 0 { return points }
                let isWord = words[text] > 0
                return points + (isInTitle[text] ? isWord ? 3 : 2 : isWord ? 8 : 6)
            }
            if points > best?.points ?? 0 { best = (hit.position, points) }
            counts[hit.text] -= 1
            if hit.isWord { words[hit.text] -= 1 }
        }
        return best.map { Self.source(of: $0.position, in: text, &folded) }
    }

    /// The hits in the beginning of a folded text, in ascending order.
    private func hits(in folded: [UInt8], _ count: Int) -> [Hit] {
        var hits: [Hit] = []
        folded.withUnsafeBytes { bytes in
            let folded = UnsafeRawBufferPointer(rebasing: bytes[..<count])
            for (index, text) in texts.enumerated() {
                var (start, found) = (0, 0)
                while found < Self.maximumHits, let position = TextFold.position(of: text, in: folded, from: start) {
                    start = position + text.count
                    let isWord = TextFold.isWord(position..<start, in: folded)
                    hits.append(Hit(position: position, text: index, isWord: isWord))
                    found += 1
                }
            }
        }
        return texts.count == 1 ? hits : hits.sorted { $0.position < $1.position }
    }

    /// The position in a text from which a byte of the folded text came.
    ///
    /// Steps through the text, with shorter steps when the next one would go too far.
    private static func source(
        of position: Int, in text: UnsafeBufferPointer<UInt8>, _ buffer: inout [UInt8]
    ) -> Int {
        var (start, length, step) = (0, 0, 4096)
        while step > 0 && start < text.count {
            var end = min(start + step, text.count)
            while end < text.count && UTF8.isContinuation(text[end]) { end += 1 }
            let added = TextFold.fold(UnsafeBufferPointer(rebasing: text[start..<end]), into: &buffer)
            if length + added <= position { (start, length) = (end, length + added) } else { step /= 2 }
        }
        return start
    }
}
