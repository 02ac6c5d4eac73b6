import HTTPValues

/// Which page a query asks for.
struct Paging {
    /// From 1.
    let number: Int
    /// Notes on a page, from 1.
    let size: Int

    /// A page of a fixed size, by the query's `page`.
    init(_ query: URLEncodedForm, size: Int) {
        number = Self.number(query["page"]) ?? 1
        self.size = size
    }

    /// A page by the query's `page` and `per_page`, which is at most 100.
    init(_ query: URLEncodedForm, defaultSize: Int) {
        self.init(query, size: min(Self.number(query["per_page"]) ?? defaultSize, 100))
    }

    /// How many pages hold `total` notes.
    func pages(of total: Int) -> Int { (total + size - 1) / size }

    /// A number from 1; nil for anything else. One that is too large for `Int` is as good as the largest.
    private static func number(_ text: String?) -> Int? {
        guard let text, !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        let number = Int(text) ?? Int.max
        return number >= 1 ? number : nil
    }
}
