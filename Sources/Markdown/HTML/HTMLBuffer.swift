/// HTML in UTF-8 that grows at its end. It appends short pieces faster than an array does.
struct HTMLBuffer {
    /// The HTML, followed by bytes that are reserved.
    private var storage: [UInt8]
    private(set) var count = 0

    init(capacity: Int) {
        storage = [UInt8](repeating: 0, count: capacity)
    }

    /// Returns the HTML without the reserved bytes.
    consuming func bytes() -> [UInt8] {
        storage.removeLast(storage.count - count)
        return storage
    }

    mutating func append(_ piece: UnsafeRawBufferPointer) {
        let end = count + piece.count
        if end > storage.count {
            storage.append(contentsOf: repeatElement(0, count: max(storage.count, piece.count)))
        }
        storage.withUnsafeMutableBytes { [count] in
            UnsafeMutableRawBufferPointer(rebasing: $0[count..<end]).copyMemory(from: piece)
        }
        count = end
    }

    mutating func append(_ markup: StaticString) {
        append(UnsafeRawBufferPointer(start: markup.utf8Start, count: markup.utf8CodeUnitCount))
    }

    /// Appends a number that is not negative.
    mutating func append(_ number: Int) {
        if number >= 10 { append(number / 10) }
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    mutating func append(_ byte: UInt8) {
        withUnsafeBytes(of: byte) { append($0) }
    }

    /// Appends a text, escaped for HTML inside an element or an attribute in double quotes.
    mutating func appendEscaped(_ text: UnsafeRawBufferPointer) {
        var (start, index) = (0, 0)
        while index < text.count {
            if let bytes = EightBytes(text, at: index) {
                let plain = Self.marksToEscape(bytes).first
                index += plain
                if plain == 8 { continue }
            }
            let special = index
            index += 1
            let replacement: StaticString
            switch text[special] {
            case UInt8(ascii: "&"): replacement = "&amp;"
            case UInt8(ascii: "<"): replacement = "&lt;"
            case UInt8(ascii: ">"): replacement = "&gt;"
            case UInt8(ascii: "\""): replacement = "&quot;"
            case 0: replacement = "\u{FFFD}"
            default: continue
            }
            append(UnsafeRawBufferPointer(rebasing: text[start..<special]))
            append(replacement)
            start = index
        }
        append(UnsafeRawBufferPointer(rebasing: text[start...]))
    }

    private static func marksToEscape(_ bytes: EightBytes) -> EightBytes.Marks {
        // `<` and `>` differ in one bit, as `"` and `&` do.
        bytes.marks(of: UInt8(ascii: ">"), with: 0x02) | bytes.marks(of: UInt8(ascii: "&"), with: 0x04)
            | bytes.marks(of: 0)
    }
}
