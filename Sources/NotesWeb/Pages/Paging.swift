import HTTPValues
import Notes

extension URLEncodedForm {
    /// The text to search for, from the parameter `q`, without white space at both ends; nil if there is none.
    var searchText: String? {
        let text = trimmingWhitespace(self["q"] ?? "")
        return text.isEmpty ? nil : String(text)
    }
}

/// The page of a list that a query asks for.
struct Paging {
    /// The number of the page, from 1.
    let number: Int
    /// The number of notes on a full page, at least 1.
    let size: Int
    /// The parameter `per_page`, limited to `maximumSize`; nil if the query does not choose the size.
    let chosenSize: Int?

    private static let maximumSize = 100

    init(number: Int, size: Int) {
        self.number = number
        self.size = size
        chosenSize = nil
    }

    /// - Parameter size: the size of a page. The query can choose only the number of the page, with `page`.
    init(_ query: URLEncodedForm, size: Int) {
        self.init(number: Self.number(query["page"]) ?? 1, size: size)
    }

    /// - Parameter defaultSize: the size of a page if `per_page` is missing or invalid. `maximumSize` limits both.
    init(_ query: URLEncodedForm, defaultSize: Int) {
        number = Self.number(query["page"]) ?? 1
        chosenSize = Self.number(query["per_page"], orIfTooLarge: Self.maximumSize).map { min($0, Self.maximumSize) }
        size = chosenSize ?? min(defaultSize, Self.maximumSize)
    }

    /// The number of notes before the page; Int.max if the real number is greater.
    var offset: Int { NoteQuery(number: number, size: size).offset }

    /// Returns the number of pages that a list of `total` notes has.
    func pages(of total: Int) -> Int { (total + size - 1) / size }

    /// Returns the title of the page, which names the page's number if the list has more than one page.
    func title(_ list: String, total: Int) -> String {
        guard number > 1, total > 0 else { return list }
        return number > pages(of: total) ? "\(list), no page \(number)" : "\(list), page \(number)"
    }

    /// Reads a whole number of at least 1.
    ///
    /// - Parameter largest: the result if the number is too large for Int.
    /// - Returns: nil if the text is missing or is not such a number.
    static func number(_ text: String?, orIfTooLarge largest: Int? = nil) -> Int? {
        guard let text, !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        guard let number = Int(text) else { return largest }
        return number >= 1 ? number : nil
    }
}
