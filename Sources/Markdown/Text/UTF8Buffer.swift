/// A text in UTF-8 that grows at its end. It appends short pieces faster than an array does.
struct UTF8Buffer: ~Copyable {
    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        memory = .allocate(byteCount: capacity, alignment: 1)
        self.capacity = capacity
    }

    deinit {
        memory.deallocate()
    }

    var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: memory, count: count)) }

    mutating func append(_ piece: UnsafeRawBufferPointer) {
        if let start = piece.baseAddress { append(start, piece.count) }
    }

    mutating func append(_ markup: StaticString) {
        append(markup.utf8Start, markup.utf8CodeUnitCount)
    }

    private mutating func append(_ start: UnsafeRawPointer, _ size: Int) {
        if size > capacity - count { grow(by: size) }
        (memory + count).copyMemory(from: start, byteCount: size)
        count += size
    }

    private mutating func grow(by size: Int) {
        capacity = max(capacity * 2, count + size)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 1)
        larger.copyMemory(from: memory, byteCount: count)
        memory.deallocate()
        memory = larger
    }

    /// Appends a number that is not negative.
    mutating func append(_ number: Int) {
        if number >= 10 { append(number / 10) }
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    mutating func append(_ byte: UInt8) {
        withUnsafeBytes(of: byte) { append($0) }
    }

    mutating func append(percentEncoded byte: UInt8) {
        append("%")
        append(Self.hexadecimal(byte >> 4))
        append(Self.hexadecimal(byte & 15))
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }

    /// Appends a value of a query: percent-encodes every byte except letters, digits and `-._~` (RFC 3986, section 2.3).
    mutating func appendPercentEncoded(_ text: UnsafeRawBufferPointer) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                append(byte)
            default: append(percentEncoded: byte)
            }
        }
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
