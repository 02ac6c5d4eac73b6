import Markdown

/// A line of tags that search and pages understand, made from labels of other apps.
struct TagLine {
    /// Tags with spaces between them; empty without labels.
    let text: String

    init(_ labels: [String]) {
        var tags: [String] = []
        var keys: Set<String> = []
        for label in labels {
            let tag = Self.tag(label)
            if !tag.isEmpty && keys.insert(tag.lowercased()).inserted { tags.append("#\(tag)") }
        }
        text = tags.joined(separator: " ")
    }

    /// The characters of a tag (`TagCharacter`) stay. Everything else becomes `-`, but not at the ends of a part.
    ///
    /// A label without a letter or digit stays as it is: it becomes no tag, but a search finds it.
    private static func tag(_ label: String) -> String {
        let parts = label.split(separator: "/").map(part).filter { !$0.isEmpty }
        if !parts.isEmpty { return parts.joined(separator: "/") }
        return label.filter { !$0.isWhitespace && $0 != "#" }
    }

    private static func part(_ label: Substring) -> String {
        var tag = ""
        for scalar in label.unicodeScalars {
            if TagCharacter(scalar) != .other {
                tag.unicodeScalars.append(scalar)
            } else if !tag.hasSuffix("-") {
                tag += "-"
            }
        }
        while tag.hasPrefix("-") { tag.removeFirst() }
        while tag.hasSuffix("-") { tag.removeLast() }
        return tag
    }
}
