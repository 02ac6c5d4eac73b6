import Notes
import UTF8Text

/// Writes JSON (RFC 8259) as bytes, in the order of the calls, and adds the commas and quotes.
struct JSONWriter: ~Copyable {
    private var buffer: UTF8Buffer

    /// - Parameter capacity: about how many bytes will be written.
    init(capacity: Int = 256) {
        buffer = UTF8Buffer(capacity: capacity)
    }

    /// Makes room for about so many more bytes.
    mutating func reserve(_ size: Int) {
        buffer.reserve(size)
    }

    /// A copy of all that was written.
    var bytes: [UInt8] { buffer.bytes }

    var count: Int { buffer.count }

    /// Writes an object. `write` calls `member` for each member.
    @inline(__always)
    mutating func object(_ write: (inout JSONWriter) throws -> Void) rethrows {
        buffer.append(UInt8(ascii: "{"))
        try write(&self)
        buffer.append(UInt8(ascii: "}"))
    }

    /// Writes an array. `write` is called for each of `elements` and writes it.
    mutating func array<Element>(_ elements: [Element], _ write: (inout JSONWriter, Element) -> Void) {
        array { json in
            for element in elements { json.element { write(&$0, element) } }
        }
    }

    /// Writes an array. `write` calls `element` for each element.
    mutating func array(_ write: (inout JSONWriter) throws -> Void) rethrows {
        buffer.append(UInt8(ascii: "["))
        try write(&self)
        buffer.append(UInt8(ascii: "]"))
    }

    /// Writes an element of the current array. `write` writes the element's value.
    mutating func element(_ write: (inout JSONWriter) -> Void) {
        if buffer.last != UInt8(ascii: "[") { buffer.append(UInt8(ascii: ",")) }
        write(&self)
    }

    /// Writes a member of the current object. `write` writes the member's value.
    ///
    /// - Parameter name: must not contain a character that needs an escape.
    @inline(__always)
    mutating func member(_ name: StaticString, _ write: (inout JSONWriter) throws -> Void) rethrows {
        // The first member directly follows the opening brace. Every other member needs a comma before it.
        if buffer.last != UInt8(ascii: "{") { buffer.append(UInt8(ascii: ",")) }
        buffer.append(UInt8(ascii: "\""))
        buffer.append(name)
        buffer.append("\":")
        try write(&self)
    }

    mutating func member(_ name: StaticString, _ value: Int64) {
        member(name) { $0.buffer.append(value) }
    }

    mutating func member(_ name: StaticString, _ value: Int) {
        member(name, Int64(value))
    }

    mutating func member(_ name: StaticString, _ value: Bool) {
        member(name) { $0.buffer.append(value ? "true" : "false") }
    }

    /// Writes a member that is a string; nil becomes `null`.
    mutating func member(_ name: StaticString, _ value: String?) {
        member(name) { json in
            guard var value else { return json.buffer.append("null") }
            value.withUTF8 { json.buffer.appendJSON(UnsafeRawBufferPointer($0)) }
        }
    }

    mutating func member(_ name: StaticString, _ value: LentText) {
        member(name) { json in value.withUTF8 { json.buffer.appendJSON($0) } }
    }

    /// Writes a member that is a time in the form of RFC 3339, as a string; nil becomes `null`.
    mutating func member(_ name: StaticString, _ value: Timestamp?) {
        member(name) { json in
            guard let value else { return json.buffer.append("null") }
            json.buffer.append(atMost: Timestamp.maximumTextBytes) {
                value.write(to: $0, separator: "T", suffix: "Z", isQuoted: true)
            }
        }
    }

    /// Writes a line feed, to separate JSON texts.
    mutating func lineFeed() {
        buffer.append(UInt8(ascii: "\n"))
    }
}
