import HTTPValues

/// The page of a list that a query asks for.
struct Paging {
    /// From 1.
    let number: Int
    /// Notes on a page, from 1.
    let size: Int

    private static let maximumSize = 100

    /// - Parameter size: the fixed size of a page. The query's `page` chooses the page.
    init(_ query: URLEncodedForm, size: Int) {
        number = Self.number(query["page"]) ?? 1
        self.size = size
    }

    /// - Parameter defaultSize: the size of a page unless the query has a `per_page`, which is at most 100.
    init(_ query: URLEncodedForm, defaultSize: Int) {
        let size = Self.number(query["per_page"], orIfTooLarge: Self.maximumSize) ?? defaultSize
        self.init(query, size: min(size, Self.maximumSize))
    }

    /// How many pages hold `total` notes.
    func pages(of total: Int) -> Int { (total + size - 1) / size }

    /// Reads a number from 1.
    ///
    /// - Parameter largest: replaces a number that Int cannot hold.
    /// - Returns: nil for any other text.
    static func number(_ text: String?, orIfTooLarge largest: Int? = nil) -> Int? {
        guard let text, !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        guard let number = Int(text) else { return largest }
        return number >= 1 ? number : nil
    }
}
