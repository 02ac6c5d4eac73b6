/// A message that the next page shows once, about a change that the user made.
enum Flash: Character {
    case created = "c"
    case updated = "u"
    case deleted = "d"

    var text: String {
        switch self {
        case .created: "Note created successfully."
        case .updated: "Note updated."
        case .deleted: "Note deleted."
        }
    }
}
