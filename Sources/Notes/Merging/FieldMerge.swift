/// Says which sides changed a field of a note.
enum FieldMerge {
    /// Both sides have the same value.
    case equal
    /// Only I changed the field.
    case mine
    /// Only they changed the field.
    case theirs
    /// Both sides changed the field, or the base is unknown.
    case both

    /// Compares the three values of a field. Texts are compared byte by byte.
    init(base: Note.Value?, mine: Note.Value, theirs: Note.Value) {
        self =
            if mine == theirs { .equal } else if mine == base { .theirs } else if theirs == base { .mine } else {
                .both
            }
    }

    /// Whether the merged field differs from theirs.
    var changesTheirs: Bool { self == .mine || self == .both }
}
