/// Something whose values a template shows, such as a page or one note in a list.
///
/// The cases of `Name` are the names that the template may use; the parser refuses any other. The compiler checks that
/// `value` handles every name.
protocol TemplateContext: Sendable {
    associatedtype Name: CaseIterable, RawRepresentable<Int>

    /// - Parameter links: builds the addresses that the template shows.
    func value(_ name: Name, _ links: Links) -> TemplateValue

    /// Returns the text that `value` returns for `name` in any context of this type; nil if there is none.
    static func constant(_ name: Name, _ links: Links) -> String?

    /// Returns the type of the contexts that `value` returns for `name`; nil if it returns no context for this name.
    static func members(of name: Name) -> (any TemplateContext.Type)?

    /// What a section showed for an equal context; nil if that is not known.
    var rendered: RenderedSection? { get }

    /// Called with what a section shows for this context, if names of other contexts do not determine it, too.
    func keep(_ html: UnsafeRawBufferPointer, of section: Int)

    /// Returns the value of the name with `rawValue`, for the renderer. Types need not implement this method.
    func value(at rawValue: Int, _ links: Links) -> TemplateValue
}

/// The HTML that a section showed for one context.
struct RenderedSection {
    /// The section's position in its template. A template may have several sections for the same contexts.
    let section: Int
    let html: [UInt8]
}

extension TemplateContext {
    static func constant(_ name: Name, _ links: Links) -> String? { nil }

    static func members(of name: Name) -> (any TemplateContext.Type)? { nil }

    var rendered: RenderedSection? { nil }

    func keep(_ html: UnsafeRawBufferPointer, of section: Int) {}

    func value(at rawValue: Int, _ links: Links) -> TemplateValue {
        Name(rawValue: rawValue).map { value($0, links) } ?? .text(nil)
    }

    static func constant(at rawValue: Int, _ links: Links) -> String? {
        Name(rawValue: rawValue).flatMap { constant($0, links) }
    }

    static func find(_ text: String) -> (rawValue: Int, members: (any TemplateContext.Type)?)? {
        Name.allCases.first { "\($0)" == text }.map { ($0.rawValue, members(of: $0)) }
    }
}
