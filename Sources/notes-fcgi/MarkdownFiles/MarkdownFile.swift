import Notes

/// A note as a Markdown file: a block of front matter, then the text of the note, byte by byte.
///
///     ---
///     title: "Shopping"
///     created: 2026-01-31T09:05:00.000123Z
///     updated: 2026-01-31T09:05:00.000123Z
///     pinned: false
///     ---
///     Milk
///
/// A time that is not known is `null`. `init(_:)` recognizes exactly this form, so a note of an export becomes the
/// same note again, even if it breaks a rule for new notes.
struct MarkdownFile {
    let title: String
    let content: String
    let isPinned: Bool
    let createdAt: Timestamp?
    let updatedAt: Timestamp?

    init(_ note: Note) {
        (title, content, isPinned) = (note.title, note.content, note.isPinned)
        (createdAt, updatedAt) = (note.createdAt, note.updatedAt)
    }

    /// Reads a file that an export wrote.
    ///
    /// - Returns: nil if the file does not begin exactly as an export would begin it, or contains NUL.
    init?(_ file: String) {
        var rest = file.utf8[...]
        /// Takes the next line, which must begin with `name`. Returns what follows the name.
        func line(_ name: String) -> String? {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")), rest[..<end].starts(with: name.utf8) else {
                return nil
            }
            defer { rest = rest[rest.index(after: end)...] }
            return String(Substring(rest[..<end].dropFirst(name.utf8.count)))
        }
        guard line("---") != nil, let quoted = line("title: "), let created = line("created: "),
            let updated = line("updated: "), let pinned = line("pinned: "), line("---") != nil,
            let title = Self.unquoted(quoted), !rest.contains(0)
        else { return nil }
        self.title = title
        content = String(Substring(rest))
        isPinned = pinned == "true"
        (createdAt, updatedAt) = (Timestamp(created), Timestamp(updated))
        guard header.utf8.count + content.utf8.count == file.utf8.count, file.utf8.starts(with: header.utf8) else {
            return nil
        }
    }

    var bytes: [UInt8] { Array(header.utf8) + Array(content.utf8) }

    func note(id: Int64) -> Note {
        Note(id: id, title: title, content: content, isPinned: isPinned, createdAt: createdAt, updatedAt: updatedAt)
    }

    /// Whether the bytes can be read as the same note again.
    var isReadable: Bool {
        guard let read = MarkdownFile(String(decoding: bytes, as: UTF8.self)) else { return false }
        return read.note(id: 0).isIdentical(to: note(id: 0))
    }

    private var header: String {
        """
        ---
        title: \(Self.quoted(title))
        created: \(createdAt?.rfc3339 ?? "null")
        updated: \(updatedAt?.rfc3339 ?? "null")
        pinned: \(isPinned)
        ---

        """
    }

    /// A double-quoted scalar on one line (YAML 1.2, section 7.3.1).
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default:
                if isPrintable(scalar) {
                    quoted.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return quoted + "\""
    }

    /// The text of which `quoted` made a scalar; nil if it cannot have made it.
    private static func unquoted(_ quoted: String) -> String? {
        var text = ""
        var scalars = quoted.unicodeScalars.dropFirst().dropLast()
        while let scalar = scalars.popFirst() {
            guard scalar == "\\" else {
                text.unicodeScalars.append(scalar)
                continue
            }
            switch scalars.popFirst() {
            case "\"": text += "\""
            case "\\": text += "\\"
            case "n": text += "\n"
            case "t": text += "\t"
            case "u":
                guard let value = UInt32(String(scalars.prefix(4)), radix: 16), let scalar = Unicode.Scalar(value)
                else {
                    return nil
                }
                text.unicodeScalars.append(scalar)
                scalars = scalars.dropFirst(4)
            default: return nil
            }
        }
        return text
    }

    /// Whether a scalar may stand in YAML as it is, and does not end a line (YAML 1.2, section 5.1). All others have at
    /// most four hexadecimal digits.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xFEFE, 0xFF00...0xFFFD, 0x10000...: true
        default: false
        }
    }
}
