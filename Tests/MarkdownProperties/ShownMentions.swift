import Markdown

/// The mentions that the HTML of a text shows.
struct ShownMentions {
    private var tags: [String] = []
    private var titles: [String] = []
    private var openBoxes = 0

    /// - Throws: `MalformedHTML` if an element is a mention that leads elsewhere.
    mutating func add(_ name: String, _ values: [String: String]) throws {
        if name == "button", values["aria-checked"] == "false" { openBoxes += 1 }
        guard name == "a", let kind = values["class"], let address = values["href"] else { return }
        let start = kind == "tag" ? "/x/notes?q=%23" : "/x/notes/title?title="
        guard address.hasPrefix(start), let mention = Self.decoded(address.dropFirst(start.count)) else {
            throw MalformedHTML("a mention leads elsewhere", address.unicodeScalars)
        }
        if kind == "tag", !tags.contains(mention) { tags.append(mention) }
        if kind == "title", !titles.contains(mention) { titles.append(mention) }
    }

    func areEqual(to mentions: Mentions) -> Bool {
        mentions.tags == tags && mentions.titles == titles && mentions.openBoxes == openBoxes
    }

    /// Decodes the value of a query; nil if it has characters that must be encoded.
    private static func decoded(_ value: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = value.utf8
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let encoded = UInt8(String(rest.prefix(2)) ?? "", radix: 16) else { return nil }
                bytes.append(encoded)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "&"), UInt8(ascii: "+"), UInt8(ascii: "#"), UInt8(ascii: "="): return nil
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
