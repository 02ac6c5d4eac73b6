import Notes

/// Where a page of the API's list begins: the parameter `cursor`, and the member `next` of the page before.
struct NoteCursor: Equatable, LosslessStringConvertible {
    let sort: NoteSort
    let position: NotePosition

    init(_ position: NotePosition, in sort: NoteSort) {
        self.sort = sort
        self.position = position
    }

    /// The text that clients send back. Its hexadecimal digits stand for a text such as
    /// `-created 7 =2026-01-31 09:05:00.000123`. Even with the longest title, it has less than 2 KiB.
    var description: String {
        let value =
            switch position.value {
            case .null: ""
            case .text(let text): "=" + text
            case .unknown(let version): "@" + version.description
            }
        return Hex.encode(Array("\(sort) \(position.id) \(value)".utf8))
    }

    /// Reads the text of an earlier response.
    init?(_ text: String) {
        // Splits bytes, because a title may begin with an accent. In a String, the accent and = are one character.
        guard let bytes = Hex.decode(text) else { return nil }
        let parts = bytes.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
            .compactMap { String(validating: $0, as: UTF8.self) }
        guard parts.count == 3, let sort = NoteSort(parts[0]), let id = Int64(parts[1]) else { return nil }
        let rest = String(parts[2].unicodeScalars.dropFirst())
        switch parts[2].unicodeScalars.first {
        case nil: self.init(NotePosition(.null, id: id), in: sort)
        case "=": self.init(NotePosition(.text(rest), id: id), in: sort)
        case "@":
            guard let version = NoteVersion(rest) else { return nil }
            self.init(NotePosition(.unknown(version), id: id), in: sort)
        default: return nil
        }
    }
}
