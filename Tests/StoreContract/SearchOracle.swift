import Foundation
import Markdown
public import Notes

/// Decides in the simplest way whether a note matches a search.
public struct SearchOracle {
    let query: SearchQuery

    public init(query: SearchQuery) {
        self.query = query
    }

    public func matches(_ note: Note) -> Bool {
        query.alternatives.isEmpty
            || query.alternatives.contains { terms in
                terms.allSatisfy { meets(note, $0.condition) != $0.isExcluded }
            }
    }

    private func meets(_ note: Note, _ condition: SearchQuery.Condition) -> Bool {
        switch condition {
        case .text(let text): [note.title, note.content].contains { Self.fold($0).contains(Self.fold(text)) }
        case .title(let text): Self.fold(note.title).contains(Self.fold(text))
        case .tag(let tag):
            Mentions(in: note.content).tags.contains { (Self.fold($0) + ["/"]).starts(with: Self.fold(tag) + ["/"]) }
        case .link(let title): Mentions(in: note.content).titles.contains { Self.fold($0) == Self.fold(title) }
        case .pinned: note.isPinned
        case .openTask: Mentions(in: note.content).openBoxes > 0
        case .created(let range): range.contains(note.createdAt)
        case .updated(let range): range.contains(note.updatedAt)
        }
    }

    private static func fold(_ text: String) -> [Unicode.Scalar] {
        let decomposed = text.decomposedStringWithCompatibilityMapping
        let folded = decomposed.uppercased().lowercased().uppercased().lowercased()
        return folded.decomposedStringWithCompatibilityMapping.unicodeScalars
            .filter { !(0x300...0x36F).contains($0.value) }
            // At the end of a word, Swift makes ς.
            .map { $0 == "ς" ? "σ" : $0 }
    }
}
