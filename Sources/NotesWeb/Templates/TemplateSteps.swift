import UTF8Text

/// The parts of a template as a flat list, which is rendered without copying a reference for each part.
struct TemplateSteps: Sendable {
    enum Step: Sendable {
        /// The range is in `texts`.
        case text(Range<Int>)
        case value(Template.Name)
        /// The steps of the section follow, up to the index `end`.
        case section(Template.Name, Template.Section, end: Int)
        case member
        case main
    }

    private(set) var list: [Step] = []
    /// All texts, one after the other.
    private var texts: [UInt8] = []

    /// - Parameter links: shows the constant values of contexts as text; nil to leave them.
    init(_ parts: [Template.Part], links: Links?) {
        append(parts, links)
    }

    var all: Range<Int> { 0..<list.count }

    func withText(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Void) {
        texts.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    private mutating func append(_ parts: [Template.Part], _ links: Links?) {
        // A text joins the text before it, but not one inside of a section.
        var start = list.count
        for part in parts {
            switch part {
            case .text(let text): append(text, after: start)
            case .value(let name):
                if let links, let constant = name.context.constant(at: name.rawValue, links) {
                    var text = UTF8Buffer(capacity: constant.utf8.count)
                    text.appendHTML(constant)
                    append(text.bytes, after: start)
                } else {
                    list.append(.value(name))
                }
            case .section(let name, let section, let parts):
                let index = list.count
                list.append(.main)
                append(parts, links)
                list[index] = .section(name, section, end: list.count)
                start = list.count
            case .member: list.append(.member)
            case .main: list.append(.main)
            }
        }
    }

    /// Appends a text, or joins it with the text before it.
    ///
    /// - Parameter start: the first step that it may join.
    private mutating func append(_ text: [UInt8], after start: Int) {
        guard !text.isEmpty else { return }
        let before = texts.count
        texts += text
        if list.count > start, case .text(let range) = list[list.count - 1], range.upperBound == before {
            list[list.count - 1] = .text(range.lowerBound..<texts.count)
        } else {
            list.append(.text(before..<texts.count))
        }
    }
}
