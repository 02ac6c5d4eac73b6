import CMD4C

/// Parses texts with md4c's `md_parse`.
///
/// The dialect is GitHub Flavored Markdown without raw HTML, which is text like any other. md4c's flags for web addresses
/// without `<>` stay off, because md4c needs seconds for some texts of 1 MiB with them. `AddressScanner` finds those
/// addresses instead.
struct MarkdownParser {
    private var handler: any MarkdownHandler
    /// Where the text begins in the bytes that md4c parses (`ListEnds`).
    private let start: Int
    private var pending: PendingText
    /// The open spans. md4c 0.4.8 does not end some spans, and ends some that never began: `*a [b](c*)` and `[b](~~) a~~`.
    private var spans: [(type: MD_SPANTYPE, span: Span)] = []

    /// Passes the parts of a text to a handler.
    ///
    /// - Returns: false if the handler ended the parsing, md4c would need too long, or memory was short.
    static func parse<Handler: MarkdownHandler & ~Copyable>(
        _ text: UnsafeRawBufferPointer, _ handler: inout Handler
    ) -> Bool {
        guard !LinkSearch.isTooCostly(text) else { return false }
        let start = ListEnds.lineFeeds(before: text)
        var source = [UInt8](repeating: UInt8(ascii: "\n"), count: start)
        source.reserveCapacity(start + text.count + 1)
        source.append(contentsOf: text)
        // md4c 0.4.8 may read one byte after the text. If that ends a link, md4c shows all memory that follows.
        source.append(0)
        return source.withUnsafeBytes { source in
            withUnsafeMutablePointer(to: &handler) {
                let text = UnsafeRawBufferPointer(rebasing: source.dropLast())
                var parser = MarkdownParser(
                    handler: HandlerReference(handler: $0), start: start, pending: PendingText(source: text))
                return parser.parse(text)
            }
        }
    }

    private mutating func parse(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let size = MD_SIZE(exactly: text.count) else { return false }
        var callbacks = MD_PARSER()
        callbacks.flags = UInt32(
            MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_PERMISSIVEEMAILAUTOLINKS
                | MD_FLAG_NOHTMLBLOCKS | MD_FLAG_NOHTMLSPANS)
        // A callback ends the parsing with a negative number: md_parse would hide another number, and return 0.
        callbacks.enter_block = { type, detail, parser in MarkdownParser.at(parser).pointee.enter(type, detail) ? 0 : -1
        }
        callbacks.leave_block = { type, detail, parser in MarkdownParser.at(parser).pointee.leave(type, detail) ? 0 : -1
        }
        callbacks.enter_span = { type, detail, parser in MarkdownParser.at(parser).pointee.enter(type, detail) ? 0 : -1
        }
        callbacks.leave_span = { type, _, parser in MarkdownParser.at(parser).pointee.leave(type) ? 0 : -1 }
        callbacks.text = { type, text, size, parser in
            let text = UnsafeRawBufferPointer(start: text, count: Int(size))
            return MarkdownParser.at(parser).pointee.text(type, text) ? 0 : -1
        }
        return text.withMemoryRebound(to: MD_CHAR.self) { text in
            withUnsafeMutablePointer(to: &self) { md_parse(text.baseAddress, size, &callbacks, $0) }
        } == 0
    }

    /// The parser that `parse` passes to md4c.
    private static func at(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<MarkdownParser> {
        pointer.unsafelyUnwrapped.assumingMemoryBound(to: MarkdownParser.self)
    }

    private mutating func enter(_ type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) -> Bool {
        guard flush(), let block = Block(type, detail, start: start) else { return false }
        return handler.enter(block)
    }

    private mutating func leave(_ type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) -> Bool {
        guard flush(), endSpans(from: 0), let block = Block(type, detail, start: start) else { return false }
        return handler.leave(block)
    }

    private mutating func enter(_ type: MD_SPANTYPE, _ detail: UnsafeMutableRawPointer?) -> Bool {
        guard flush(), let span = Span(type, detail) else { return false }
        spans.append((type, span))
        return handler.enter(span)
    }

    private mutating func leave(_ type: MD_SPANTYPE) -> Bool {
        guard let index = spans.lastIndex(where: { $0.type == type }) else { return true }
        return flush() && endSpans(from: index)
    }

    /// Ends the spans from a position in `spans` on, the innermost first.
    private mutating func endSpans(from index: Int) -> Bool {
        while spans.count > index, let last = spans.popLast() {
            if !handler.leave(last.span) { return false }
        }
        return true
    }

    private mutating func text(_ type: MD_TEXTTYPE, _ text: UnsafeRawBufferPointer) -> Bool {
        switch type {
        case MD_TEXT_BR, MD_TEXT_SOFTBR: return flush() && handler.lineBreak()
        case MD_TEXT_CODE: return flush() && handler.code(text)
        case MD_TEXT_NULLCHAR: pending.withCopy { $0.append(contentsOf: "\u{FFFD}".utf8) }
        case MD_TEXT_ENTITY: pending.appendReference { CharacterReferences.append(text, to: &$0) }
        default: pending.append(text)
        }
        return true
    }

    private mutating func flush() -> Bool {
        pending.flush { handler.text($0) }
    }
}
