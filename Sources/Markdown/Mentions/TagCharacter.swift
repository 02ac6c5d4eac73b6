/// The part that a character can have in a tag.
public enum TagCharacter: Sendable {
    /// General categories L.
    case letter
    /// General categories Nd and Nl, and `_`. With the letters, they make words.
    case digit
    /// General categories Mn and Mc. It belongs to the character before it.
    case mark
    /// `-`, `/`, or a zero-width joiner or non-joiner. It connects two parts of a tag.
    case connector
    case other

    public init(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "a"..."z", "A"..."Z": self = .letter
        case "0"..."9", "_": self = .digit
        case "-", "/", "\u{200C}", "\u{200D}": self = .connector
        case "\0"..."\u{7F}": self = .other
        default:
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: self = .letter
            case .decimalNumber, .letterNumber: self = .digit
            case .nonspacingMark, .spacingMark: self = .mark
            default: self = .other
            }
        }
    }
}
