/// Collects the mentions of a document, and counts its open task boxes.
struct MentionCollector: MarkdownHandler, ~Copyable {
    /// Strings in the order of their first appearance, each once.
    struct Names {
        private(set) var values: [String] = []
        private var known: Set<String> = []

        mutating func insert(_ name: UnsafeRawBufferPointer) {
            let name = String(decoding: name, as: UTF8.self)
            if known.insert(name).inserted { values.append(name) }
        }
    }

    private(set) var tags = Names()
    private(set) var titles = Names()
    private(set) var openBoxes = 0
    /// How many links and images are open. They contain no mentions.
    private var linkDepth = 0

    mutating func enter(_ block: Block) -> Bool {
        if case .item(let task?) = block, !task.isDone { openBoxes += 1 }
        return true
    }

    mutating func leave(_ block: Block) -> Bool { true }

    mutating func enter(_ span: Span) -> Bool {
        switch span {
        case .link, .image: linkDepth += 1
        default: break
        }
        return true
    }

    mutating func leave(_ span: Span) -> Bool {
        switch span {
        case .link, .image: linkDepth -= 1
        default: break
        }
        return true
    }

    mutating func text(_ text: TextRun) -> Bool {
        if linkDepth > 0 { return true }
        var scanner = TextLinkScanner(text)
        while scanner.mayHaveMention, let link = scanner.next() {
            guard case .mention(let mention) = link else { continue }
            let name = UnsafeRawBufferPointer(rebasing: text.bytes[mention.name])
            switch mention.kind {
            case .tag: tags.insert(name)
            case .title: titles.insert(name)
            }
        }
        return true
    }

    mutating func code(_ text: UnsafeRawBufferPointer) -> Bool { true }

    mutating func lineBreak() -> Bool { true }
}
