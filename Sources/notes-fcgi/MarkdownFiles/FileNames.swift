import Foundation
import Notes

/// Chooses the names of files from titles. A name is valid on every common file system, and all names differ there.
struct FileNames {
    private static let suffix = ".md"
    /// The longest name without its suffix, in bytes. Encrypted folders (eCryptfs) allow 143 bytes with it, which is the
    /// least of all common file systems. A copy's number also needs room.
    private static let maximumBytes = 120
    /// The name for a title without a visible character.
    private static let untitled = "Untitled"
    /// Names that mean a device in Windows, also before a dot.
    private static let reserved: Set<String> = Set(
        ["con", "prn", "aux", "nul", "conin$", "conout$"]
            + ["com", "lpt"].flatMap { device in "0123456789¹²³".map { "\(device)\($0)" } })

    /// The keys of the names so far. See `key`.
    private var taken: Set<String> = []
    /// The number that the next file of a stem gets, by the stem's key.
    private var numbers: [String: Int] = [:]

    /// Returns a name that no earlier call has returned. A number in parentheses makes equal names differ.
    mutating func next(for title: String) -> String {
        let stem = Self.stem(title)
        let key = Self.key(stem)
        var number = numbers[key, default: 1]
        var name: String
        repeat {
            name = number == 1 ? stem : "\(stem) (\(number))"
            number += 1
        } while !taken.insert(Self.key(name)).inserted
        numbers[key] = number
        return name + Self.suffix
    }

    /// The name of a title's file, without its suffix.
    ///
    /// Replaces characters that Windows forbids, and control characters. A dot at the start would hide the file, and a
    /// minus would make it look like an option of a command. Windows removes dots and spaces at the end.
    static func stem(_ title: String) -> String {
        var stem = ""
        for scalar in title.precomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar.properties.isWhitespace {
                if !stem.hasSuffix(" ") { stem += " " }
            } else if isForbidden(scalar) {
                if !stem.hasSuffix("-") { stem += "-" }
            } else {
                stem.unicodeScalars.append(scalar)
            }
        }
        stem = trimmed(stem)
        if stem.utf8.count > maximumBytes { stem = trimmed(beginning(of: stem)) }
        guard hasVisibleText(stem[...]) else { return untitled }
        let device = stem.prefix { $0 != "." }
        return reserved.contains(trimmingWhitespace(device.lowercased()).description) ? "_\(stem)" : stem
    }

    /// Names with the same key are the same name on some file system: one that ignores case, composition, or characters
    /// without a shape.
    static func key(_ name: String) -> String {
        var key = ""
        for scalar in name.decomposedStringWithCompatibilityMapping.uppercased().lowercased().unicodeScalars
        where !scalar.properties.isDefaultIgnorableCodePoint {
            key.unicodeScalars.append(scalar)
        }
        // Two keys that are canonically equivalent are equal: Swift compares strings in this way.
        return key
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "/", "\\", ":", "*", "?", "\"", "<", ">", "|": true
        // Characters that change the direction of the text after them could make a name look like another.
        case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": true
        default:
            switch scalar.properties.generalCategory {
            // APFS refuses unassigned characters.
            case .control, .unassigned, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
    }

    private static func trimmed(_ stem: String) -> String {
        let scalars = stem.unicodeScalars
        guard let first = scalars.firstIndex(where: { !" .-".unicodeScalars.contains($0) }),
            let last = scalars.lastIndex(where: { !" .-".unicodeScalars.contains($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// As many whole characters as fit; scalars, if not even one character fits.
    private static func beginning(of stem: String) -> String {
        var beginning = ""
        for character in stem {
            if beginning.utf8.count + character.utf8.count > maximumBytes { break }
            beginning.append(character)
        }
        if !beginning.isEmpty { return beginning }
        var bytes = 0
        return String(
            String.UnicodeScalarView(
                stem.unicodeScalars.prefix { scalar in
                    bytes += UTF8.width(scalar)
                    return bytes <= maximumBytes
                }))
    }
}
