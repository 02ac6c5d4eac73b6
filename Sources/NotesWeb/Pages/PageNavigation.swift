/// The links from one page of a list to the pages before and after it.
struct PageNavigation: TemplateContext {
    enum Name: Int, CaseIterable { case previous, next, isInside, number, pages }

    private let number: Int
    private let pages: Int
    private let address: @Sendable (Int, Links) -> String

    /// - Parameters:
    ///   - address: returns the address of a page.
    /// - Returns: nil if the list fits on one page, and this is the page.
    init?(_ paging: Paging, total: Int, address: @escaping @Sendable (Int, Links) -> String) {
        number = paging.number
        pages = paging.pages(of: total)
        self.address = address
        if pages == 0 || (pages == 1 && number == 1) { return nil }
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .previous: .text(number > 1 ? address(min(number - 1, pages), links) : nil)
        case .next: .text(number < pages ? address(number + 1, links) : nil)
        case .isInside: .flag(number <= pages)
        case .number: .number(number)
        case .pages: .number(pages)
        }
    }
}
