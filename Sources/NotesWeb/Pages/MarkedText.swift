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
        // Browsers look for whole words only.
        let scalars = text.unicodeScalars
        func isWord(_ scalar: Unicode.Scalar) -> Bool {
            let properties = scalar.properties
            return properties.isAlphabetic || properties.numericType != nil
                || properties.generalCategory == .nonspacingMark
        }
        var (start, end) = (hit.lowerBound, hit.upperBound)
        while start > scalars.startIndex, isWord(scalars[scalars.index(before: start)]) {
            scalars.formIndex(before: &start)
        }
        while end < scalars.endIndex, isWord(scalars[end]) { scalars.formIndex(after: &end) }
        // A hyphen has a meaning in a text fragment.
        return "#:~:text=" + PercentEncoding.encode(String(scalars[start..<end])).replacing("-", with: "%2D")
    }
}
