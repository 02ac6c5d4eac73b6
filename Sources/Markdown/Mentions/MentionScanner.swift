/// Finds the mentions in a text. Only this type decides what is a `Mention`.
///
/// The scanner reads each byte a bounded number of times, so its time grows only with the length of the text.
struct MentionScanner {
    private let run: TextRun
    private var text: UnsafeRawBufferPointer { run.bytes }
    private var position = 0

    init(_ run: TextRun) {
        self.run = run
    }

    /// Continues after a position, because something else is before it.
    mutating func skip(to position: Int) { self.position = max(self.position, position) }

    /// Returns the next mention; nil if there are no more.
    mutating func next() -> Mention? {
        while let start = Self.firstSign(in: text, from: position) {
            position = start + 1
            if run.isLiteral(start) { continue }
            let mention = text[start] == UInt8(ascii: "#") ? tag(at: start) : title(at: start)
            guard let mention else { continue }
            position = mention.range.upperBound
            return mention
        }
        position = text.count
        return nil
    }

    /// The next position at which a mention can begin: `[[`, or `#` before something else than a space or another `#`.
    static func firstSign(in text: UnsafeRawBufferPointer, from position: Int) -> Int? {
        let (hash, bracket) = (SIMD16(repeating: UInt8(ascii: "#")), SIMD16(repeating: UInt8(ascii: "[")))
        var index = position
        while index + 1 < text.count {
            if index + 16 <= text.count {
                // Most texts have few signs, so sixteen bytes are compared at once.
                let bytes = text.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
                if !any((bytes .== hash) .| (bytes .== bracket)) {
                    index += 16
                    continue
                }
            }
            if let bytes = EightBytes(text, at: index) {
                let signs = bytes.marks(of: UInt8(ascii: "#")) | bytes.marks(of: UInt8(ascii: "["))
                index += signs.first
                if signs.first == 8 { continue }
                if index + 1 == text.count { return nil }
            }
            switch text[index] {
            case UInt8(ascii: "#") where text[index + 1] > UInt8(ascii: "#"): return index
            case UInt8(ascii: "[") where text[index + 1] == UInt8(ascii: "["): return index
            default: index += 1
            }
        }
        return nil
    }

    // MARK: Tags

    private mutating func tag(at start: Int) -> Mention? {
        let nameStart = start + 1
        var (index, end, length, lengthToEnd, hasLetter) = (nameStart, nameStart, 0, 0, false)
        while index < text.count {
            let (scalar, next) = text.scalar(at: index)
            let character = TagCharacter(scalar)
            if character == .other || index == nameStart && (character == .mark || character == .connector) { break }
            (index, length) = (next, length + 1)
            if character == .connector { continue }
            (end, lengthToEnd) = (next, length)
            if character == .letter { hasLetter = true }
        }
        // Nothing begins inside a name, even if it is no tag.
        position = max(position, index)
        guard hasLetter, lengthToEnd <= Mention.maximumLength, isBoundary(before: start) else { return nil }
        return Mention(kind: .tag, range: start..<end, name: nameStart..<end, shown: start..<end)
    }

    /// Whether a tag can begin after the character before a position.
    private func isBoundary(before position: Int) -> Bool {
        var end = position
        while end > 0 {
            let start = text.startOfScalar(before: end)
            let scalar = text.scalar(at: start).scalar
            switch TagCharacter(scalar) {
            case .letter, .digit: return false
            case .mark: end = start
            case .connector: return scalar != "/"
            case .other: return scalar != "&" && scalar != "#"
            }
        }
        return !run.followsWord
    }

    // MARK: Titles

    private mutating func title(at start: Int) -> Mention? {
        let nameStart = start + 2
        guard !run.isLiteral(start + 1) else { return nil }
        var (bar, end): (Int?, Int) = (nil, nameStart)
        while end < text.count, text[end] != UInt8(ascii: "]") {
            switch text[end] {
            case UInt8(ascii: "["), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return nil
            case UInt8(ascii: "|"): bar = bar ?? end
            default: break
            }
            end += 1
        }
        guard end + 1 < text.count, text[end + 1] == UInt8(ascii: "]"), !run.isLiteral(end), !run.isLiteral(end + 1)
        else { return nil }
        let name = trimmed(nameStart..<(bar ?? end))
        let length = text[name].count { !UTF8.isContinuation($0) }
        guard !name.isEmpty, length <= Mention.maximumLength else { return nil }
        let shown = bar.map { trimmed($0 + 1..<end) } ?? name
        return Mention(kind: .title, range: start..<end + 2, name: name, shown: shown.isEmpty ? name : shown)
    }

    /// Returns a range without the white space (Unicode property White_Space) at both its ends.
    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end {
            let (scalar, next) = text.scalar(at: start)
            guard scalar.properties.isWhitespace else { break }
            start = next
        }
        while start < end {
            let last = text.startOfScalar(before: end)
            guard text.scalar(at: last).scalar.properties.isWhitespace else { break }
            end = last
        }
        return start..<end
    }
}
