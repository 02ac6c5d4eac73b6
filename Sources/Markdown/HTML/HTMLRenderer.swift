import UTF8Text

/// Writes a document as HTML. All elements and attributes are known, and every text is escaped once.
struct HTMLRenderer: MarkdownHandler, ~Copyable {
    /// Limits for one text, so that no text needs much memory or time in a browser.
    static let maximumDepth = 100
    static let maximumBoxes = 10_000
    static let maximumBytes = 8 << 20

    private(set) var html: UTF8Buffer
    private let boxes: Boxes
    /// Where mentions lead; nil if the text has none, or if they are shown as text.
    private let mentionLinks: MentionLinks?
    private var depth = 0
    /// The position of each task's mark so far, as `Task.offset`.
    private(set) var marks: [Int] = []
    private var tableCount = 0
    /// How many links and images are open. HTML allows no link inside a link.
    private var linkDepth = 0
    /// Whether each open link or image has an element, and where its content begins.
    private var links: [(isElement: Bool, start: Int)] = []
    private var items: [ItemLabel] = []

    /// The state of a task's label, for each open list item. The label is the first text of the item.
    private enum ItemLabel {
        case none
        case expected(Task)
        case open
    }

    /// - Parameter capacity: for how many bytes of HTML memory is reserved.
    init(boxes: Boxes, mentionLinks: MentionLinks?, capacity: Int) {
        self.boxes = boxes
        self.mentionLinks = mentionLinks
        html = UTF8Buffer(capacity: capacity)
    }

    mutating func enter(_ block: Block) -> Bool {
        depth += 1
        if case .paragraph = block {} else { endLabel() }
        switch block {
        case .document: break
        case .quote: write("<blockquote dir=\"auto\">\n")
        case .list(nil): write("<ul dir=\"auto\">\n")
        case .list(let number?):
            write("<ol")
            if number != 1 { writeAttribute(" start=\"", number) }
            // The numbers of a list with up to 100 items have at most so many digits. Up to 3 always have space.
            if number > 900 { writeAttribute(" class=\"digits-", min(String(number + 99).count, 9)) }
            write(" dir=\"auto\">\n")
        case .item(let task):
            write(task == nil ? "<li>" : "<li class=\"task\">")
            items.append(task.map(ItemLabel.expected) ?? .none)
            if let task { marks.append(task.offset) }
        case .rule: write("<hr>\n")
        case .heading(let level):
            write("<h")
            html.append(Int64(Self.shownLevel(level)))
            write(" dir=\"auto\">")
        case .code(let language):
            // A box that scrolls can be reached with the keyboard in every browser only if it takes the focus.
            write("<pre tabindex=\"0\"><code")
            if !language.isEmpty {
                write(" class=\"language-")
                language.withUnsafeBytes { escape($0) }
                write("\"")
            }
            write(">")
        case .paragraph: write("<p dir=\"auto\">")
        case .table:
            tableCount += 1
            // The box scrolls, so it takes the focus, and then it needs a name of its own (WAI-ARIA, role region).
            writeAttribute("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table ", tableCount)
            write("><table dir=\"auto\">\n")
        case .tableHead: write("<thead>\n")
        case .tableBody: write("<tbody>\n")
        case .tableRow: write("<tr>\n")
        case .tableCell(let isHeading, let alignment):
            write(isHeading ? "<th scope=\"col\"" : "<td")
            switch alignment {
            case .left: write(" class=\"left\">")
            case .center: write(" class=\"center\">")
            case .right: write(" class=\"right\">")
            case nil: write(">")
            }
        }
        return isWithinLimits
    }

    mutating func leave(_ block: Block) -> Bool {
        depth -= 1
        switch block {
        case .document, .rule: break
        case .quote: write("</blockquote>\n")
        case .list(nil): write("</ul>\n")
        case .list: write("</ol>\n")
        case .item:
            endLabel()
            items.removeLast()
            write("</li>\n")
        case .heading(let level):
            write("</h")
            html.append(Int64(Self.shownLevel(level)))
            write(">\n")
        case .code: write("</code></pre>\n")
        case .paragraph:
            endLabel()
            write("</p>\n")
        case .table: write("</table></div>\n")
        case .tableHead: write("</thead>\n")
        case .tableBody: write("</tbody>\n")
        case .tableRow: write("</tr>\n")
        case .tableCell(let isHeading, _): write(isHeading ? "</th>\n" : "</td>\n")
        }
        return isWithinLimits
    }

    mutating func enter(_ span: Span) -> Bool {
        depth += 1
        beginLabel()
        switch span {
        case .emphasis: write("<em>")
        case .strong: write("<strong>")
        case .strikethrough: write("<del>")
        case .code: write("<code>")
        case .link(let address, let title), .image(let address, let title):
            let isElement = linkDepth == 0 && address.withUnsafeBytes { beginLink(LinkAddress($0), title: title) }
            links.append((isElement, html.count))
            linkDepth += 1
        }
        return isWithinLimits
    }

    mutating func leave(_ span: Span) -> Bool {
        depth -= 1
        switch span {
        case .emphasis: write("</em>")
        case .strong: write("</strong>")
        case .strikethrough: write("</del>")
        case .code: write("</code>")
        case .link(let address, _), .image(let address, _):
            linkDepth -= 1
            guard let link = links.popLast() else { break }
            // A link needs a text.
            if html.count == link.start { address.withUnsafeBytes { escape($0) } }
            if link.isElement { write("</a>") }
        }
        return isWithinLimits
    }

    mutating func text(_ text: TextRun) -> Bool {
        beginLabel()
        if linkDepth > 0 {
            escape(text.bytes)
        } else if let mentionLinks {
            writeWithLinks(text, mentionLinks)
        } else {
            writeWithAddresses(text.bytes)
        }
        return isWithinLimits
    }

    mutating func code(_ text: UnsafeRawBufferPointer) -> Bool {
        beginLabel()
        escape(text)
        return isWithinLimits
    }

    mutating func lineBreak() -> Bool {
        write("<br>\n")
        return isWithinLimits
    }

    private var isWithinLimits: Bool {
        depth <= Self.maximumDepth && marks.count <= Self.maximumBoxes && html.count <= Self.maximumBytes
    }

    /// A heading of a note is below the heading of its page.
    private static func shownLevel(_ level: Int) -> Int { min(level + 1, 6) }

    // MARK: Links

    private mutating func writeWithAddresses(_ text: UnsafeRawBufferPointer) {
        var scanner = AddressScanner(text)
        var end = 0
        while let address = scanner.next(before: text.count) {
            escape(UnsafeRawBufferPointer(rebasing: text[end..<address.range.lowerBound]))
            write(address, in: text)
            end = address.range.upperBound
        }
        escape(UnsafeRawBufferPointer(rebasing: text[end...]))
    }

    private mutating func writeWithLinks(_ run: TextRun, _ mentionLinks: MentionLinks) {
        let text = run.bytes
        var scanner = TextLinkScanner(run)
        var end = 0
        // The limits are examined after each link, because one text can have very many.
        while isWithinLimits, let link = scanner.next() {
            escape(UnsafeRawBufferPointer(rebasing: text[end..<link.range.lowerBound]))
            switch link {
            case .address(let address): write(address, in: text)
            case .mention(let mention): write(mention, in: text, mentionLinks)
            }
            end = link.range.upperBound
        }
        escape(UnsafeRawBufferPointer(rebasing: text[end...]))
    }

    private mutating func write(_ address: AddressScanner.Address, in text: UnsafeRawBufferPointer) {
        _ = beginLink(LinkAddress(address, in: text), title: [])
        escape(UnsafeRawBufferPointer(rebasing: text[address.range]))
        write("</a>")
    }

    private mutating func write(_ mention: Mention, in text: UnsafeRawBufferPointer, _ links: MentionLinks) {
        switch mention.kind {
        case .tag:
            write("<a class=\"tag\" href=\"")
            links.tagBytes.withUnsafeBytes { escape($0) }
        case .title:
            write("<a class=\"title\" href=\"")
            links.titleBytes.withUnsafeBytes { escape($0) }
        }
        html.appendPercentEncoded(UnsafeRawBufferPointer(rebasing: text[mention.name]))
        write("\">")
        escape(UnsafeRawBufferPointer(rebasing: text[mention.shown]))
        write("</a>")
    }

    /// - Returns: whether the element began.
    private mutating func beginLink(_ address: LinkAddress?, title: [UInt8]) -> Bool {
        guard let address else { return false }
        write("<a href=\"")
        address.append(to: &html)
        if !title.isEmpty {
            write("\" title=\"")
            title.withUnsafeBytes { escape($0) }
        }
        write("\" rel=\"noopener noreferrer nofollow\">")
        return true
    }

    // MARK: Task boxes

    /// Writes the box of a task before the first text of its item, and begins the label.
    private mutating func beginLabel() {
        guard case .expected(let task)? = items.last else { return }
        writeBox(task)
        writeAttribute(" aria-labelledby=\"task-", task.offset)
        write("></button>")
        writeAttribute("<span id=\"task-", task.offset)
        write(">")
        items[items.count - 1] = .open
    }

    /// Ends the label before another block, or writes the box of a task without a text.
    private mutating func endLabel() {
        switch items.last {
        case .expected(let task):
            writeBox(task)
            writeAttribute(" id=\"task-", task.offset)
            write(" aria-label=\"Task without a text\"></button>")
        case .open: write("</span>")
        case .none?, nil: return
        }
        items[items.count - 1] = .none
    }

    private mutating func writeBox(_ task: Task) {
        write("<button role=\"checkbox\" aria-checked=")
        write(task.isDone ? "\"true\"" : "\"false\"")
        if boxes == .disabled {
            // A preview is inside the form, and Enter presses the first submit button of a form.
            write(" disabled type=\"button\"")
        } else {
            writeAttribute(" name=\"box\" value=\"", task.offset)
        }
    }

    private mutating func writeAttribute(_ start: StaticString, _ number: Int) {
        write(start)
        html.append(Int64(number))
        write("\"")
    }

    // MARK: Writing

    private mutating func write(_ markup: StaticString) {
        html.append(markup)
    }

    private mutating func escape(_ text: UnsafeRawBufferPointer) {
        html.appendHTML(text)
    }
}
