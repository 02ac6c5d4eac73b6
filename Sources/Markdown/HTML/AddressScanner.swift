/// Finds web addresses in a text without `<>`: the "extended autolinks" of GitHub Flavored Markdown, section 6.9.
///
/// The scanner reads each byte a bounded number of times, so its time grows only with the length of the text.
struct AddressScanner {
    struct Address {
        let range: Range<Int>
        /// Whether the address begins with `www.`, so that the link needs a scheme.
        let lacksScheme: Bool
    }

    /// The length of `://`, and of the host after it.
    private static let shortestEnd = 4

    private let text: UnsafeRawBufferPointer
    private var position = 0

    init(_ text: UnsafeRawBufferPointer) {
        self.text = text
    }

    /// Continues after a position, because something else is before it.
    mutating func skip(to position: Int) { self.position = max(self.position, position) }

    /// Returns the next address that begins before a limit; nil if there are no more.
    ///
    /// - Parameter limit: the end of the text, or the position of a character that no scheme and no host contains.
    mutating func next(before limit: Int) -> Address? {
        while let start = nextStart(before: limit) {
            let hostStart = start + (has("https://", at: start) ? 8 : has("http://", at: start) ? 7 : 0)
            let hostEnd = endOfHost(from: hostStart)
            guard isHost(hostStart..<hostEnd), hostStart > start || hostEnd > start + 4 else {
                position = max(hostEnd, start + 1)
                continue
            }
            let end = trimmedEnd(from: hostEnd)
            position = end
            return Address(range: start..<end, lacksScheme: hostStart == start)
        }
        position = max(position, limit)
        return nil
    }

    /// Returns the next position at which an address can begin.
    ///
    /// Colons are rarer than the letter `h`, so the scanner looks for the colon of a scheme.
    private func nextStart(before limit: Int) -> Int? {
        var index = position
        let end = min(limit, text.count - Self.shortestEnd + 1)
        while index < end {
            if let bytes = EightBytes(text, at: index) {
                let marks = bytes.marks(of: UInt8(ascii: ":")) | bytes.marks(of: UInt8(ascii: "w"), with: 0x20)
                index += marks.first
                if marks.first == 8 || index >= end { continue }
            }
            switch text[index] {
            case UInt8(ascii: ":"):
                if isStart("https://", at: index - 5) { return index - 5 }
                if isStart("http://", at: index - 4) { return index - 4 }
            case UInt8(ascii: "w"), UInt8(ascii: "W"):
                if isStart("www.", at: index) { return index }
            default: break
            }
            index += 1
        }
        return nil
    }

    private func isStart(_ word: StaticString, at index: Int) -> Bool {
        index >= position && has(word, at: index) && isBoundary(before: index)
    }

    private func isBoundary(before index: Int) -> Bool {
        guard index > 0 else { return true }
        let byte = text[index - 1]
        return !(byte < 0x80 && byte.isAlphanumeric) && byte != UInt8(ascii: ".") && byte != UInt8(ascii: "@")
    }

    /// Whether the text continues with a word in lower case, in whatever case.
    private func has(_ word: StaticString, at index: Int) -> Bool {
        guard index + word.utf8CodeUnitCount <= text.count else { return false }
        for offset in 0..<word.utf8CodeUnitCount {
            let byte = text[index + offset]
            let lower = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
            if lower != word.utf8Start[offset] { return false }
        }
        return true
    }

    private func endOfHost(from start: Int) -> Int {
        var end = start
        while end < text.count {
            let byte = text[end]
            guard
                byte.isAlphanumeric || byte >= 0x80 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                    || byte == UInt8(ascii: ".")
            else { break }
            end += 1
        }
        return end
    }

    /// The last two parts of a host have no underscore.
    private func isHost(_ range: Range<Int>) -> Bool {
        guard let first = range.first, text[first].isAlphanumeric || text[first] >= 0x80 else { return false }
        var (underscores, underscoresBefore) = (0, 0)
        for index in range {
            if text[index] == UInt8(ascii: ".") {
                (underscoresBefore, underscores) = (underscores, 0)
            } else if text[index] == UInt8(ascii: "_") {
                underscores += 1
            }
        }
        return underscores + underscoresBefore == 0
    }

    /// Returns the end of an address without the punctuation that belongs to the sentence around it.
    private func trimmedEnd(from hostEnd: Int) -> Int {
        var end = hostEnd
        var depth = 0
        while end < text.count, text[end] > UInt8(ascii: " "), text[end] != UInt8(ascii: "<"), text[end] != 0x7F {
            if text[end] == UInt8(ascii: "(") { depth += 1 }
            if text[end] == UInt8(ascii: ")") { depth -= 1 }
            end += 1
        }
        while end > hostEnd || text[end - 1] == UInt8(ascii: ".") {
            switch text[end - 1] {
            case UInt8(ascii: ")") where depth < 0: depth += 1
            case UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"),
                UInt8(ascii: ";"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "'"),
                UInt8(ascii: "\""):
                break
            default: return end
            }
            end -= 1
        }
        return end
    }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        let lower = self | 0x20
        return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
            || self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9")
    }
}
