import Notes

/// The order of the API's list, from the parameter `sort`: a value of the notes, with `-` before it for descending order.
struct NoteSort: Equatable, LosslessStringConvertible {
    private enum Value: String {
        case created, updated, title
    }

    static let newestFirst = NoteSort(value: .created, isDescending: true)

    private let value: Value
    private let isDescending: Bool

    private init(value: Value, isDescending: Bool) {
        self.value = value
        self.isDescending = isDescending
    }

    init?(_ text: String) {
        let isDescending = text.hasPrefix("-")
        guard let value = Value(rawValue: isDescending ? String(text.dropFirst()) : text) else { return nil }
        self.init(value: value, isDescending: isDescending)
    }

    var description: String { (isDescending ? "-" : "") + value.rawValue }

    var order: NoteQuery.Order {
        switch value {
        case .created: .newestFirst
        case .updated: .recentlyChanged
        case .title: .title
        }
    }

    /// Whether the notes are in the reverse of `order`.
    var isReversed: Bool { isDescending == (value == .title) }
}
