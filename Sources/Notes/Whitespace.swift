import Glibc

/// Returns `text` without the white space (Unicode property White_Space) at both its ends.
public func trimmingWhitespace(_ text: String) -> Substring {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
        let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return Substring(scalars[first...last])
}

/// Returns whether `text` contains a visible character: not white space, and not a control or format character (Unicode
/// general categories Cc and Cf, such as U+200B).
public func hasVisibleText(_ text: Substring) -> Bool {
    // Most texts begin with a visible character of ASCII. Looking up the properties of a scalar takes longer.
    if let first = text.utf8.first, (0x21..<0x7F).contains(first) { return true }
    return text.unicodeScalars.contains { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format: false
        default: !scalar.properties.isWhitespace
        }
    }
}

/// Whether a text contains NUL, which neither HTML nor PostgreSQL allows.
public func hasNUL(_ text: Substring) -> Bool {
    var text = text
    // `utf8.contains(0)` reads byte by byte, and is much slower.
    return text.withUTF8 { text in
        text.baseAddress.map { memchr($0, 0, text.count) != nil } ?? false
    }
}
