import HTTPValues
import Notes

/// A part of a text, which a search may have asked for.
struct MarkedText: TemplateContext {
    enum Name: Int, CaseIterable { case text, isHit }

    let text: String
    let isHit: Bool

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .text: .text(text)
        case .isHit: .flag(isHit)
        }
    }

    /// Divides a text at the hits of a search. Empty if there are none.
    static func parts(of text: String, _ hits: [Range<String.Index>]) -> [MarkedText] {
        if hits.isEmpty { return [] }
        var parts: [MarkedText] = []
        var start = text.startIndex
        func append(_ range: Range<String.Index>, isHit: Bool) {
            if !range.isEmpty { parts.append(MarkedText(text: String(text.unicodeScalars[range]), isHit: isHit)) }
        }
        for hit in hits {
            append(start..<hit.lowerBound, isHit: false)
            append(hit, isHit: true)
            start = hit.upperBound
        }
        append(start..<text.endIndex, isHit: false)
        return parts
    }

    /// The part of an address that leads to the first hit in a page: a text fragment (WICG, URL Fragment Text Directives).
    /// Empty if there is no hit.
    static func fragment(of text: String, _ hits: [Range<String.Index>]) -> String {
        guard let hit = hits.first else { return "" }
        let scalars = text.unicodeScalars
        var (start, end) = (hit.lowerBound, hit.upperBound)
        while start > scalars.startIndex, isWord(scalars[scalars.index(before: start)]) {
            scalars.formIndex(before: &start)
        }
        while end < scalars.endIndex, isWord(scalars[end]) { scalars.formIndex(after: &end) }
        let word = directive(scalars[start..<end])
        // Earlier places in the page may have the same word. If a browser does not find what follows it, the word leads there.
        guard let next = next(scalars[end...]) else { return "#:~:text=\(word)" }
        return "#:~:text=\(word),-\(directive(next))&text=\(word)"
    }

    /// The longest text after a hit, in Unicode scalars: more than a word in most languages.
    private static let maximumNextLength = 30

    /// The text after a hit, up to the end of the next word; nil if it is long, or if the page shows more than text there.
    private static func next(_ rest: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
        // A middle dot stands between two blocks of the page.
        let rest = rest.drop { $0 == " " || $0 == "·" }
        let end = rest.drop { !isWord($0) }.drop(while: isWord).startIndex
        let next = rest[..<end].prefix(maximumNextLength + 1)
        let isText = !next.contains { "☐☑·…".unicodeScalars.contains($0) }
        return next.isEmpty || next.count > maximumNextLength || !isText ? nil : next
    }

    /// Whether a scalar belongs to a word. Browsers look for whole words only.
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return properties.isAlphabetic || properties.numericType != nil
            || properties.generalCategory == .nonspacingMark
    }

    private static func directive(_ text: Substring.UnicodeScalarView) -> String {
        // A hyphen has a meaning in a text fragment.
        PercentEncoding.encode(String(text)).replacing("-", with: "%2D")
    }
}
