import HTTPTypes
import HTTPValues

/// The field Link of one page of a list in the API: the addresses of the list's other pages (RFC 8288).
struct PageLinks {
    /// The longest value of the field, in bytes. nginx accepts at most 32 KiB as the whole head of a response.
    private static let maximumBytes = 24 << 10

    private var targets: [(relation: String, address: String)] = []

    /// Links to the next, previous, first and last page. There are none if the whole list is on this page.
    ///
    /// - Parameters:
    ///   - total: the number of entries in the list.
    ///   - next: the address of the next page, if it is not one of those that `address` makes.
    ///   - address: makes the address of a page from its number.
    init(_ paging: Paging, total: Int, next: String? = nil, address: (Int) -> String) {
        let pages = paging.pages(of: total)
        guard pages > 1 || (pages == 1 && paging.number > 1) else { return }
        if paging.number < pages { targets.append(("next", next ?? address(paging.number + 1))) }
        if paging.number > 1 { targets.append(("prev", address(min(paging.number - 1, pages)))) }
        targets += [("first", address(1)), ("last", address(pages))]
    }

    /// Links only to the next entries.
    init(next address: String) {
        targets = [("next", address)]
    }

    /// The value of the field; nil without links. Leaves out the links after the longest allowed value.
    var value: String? {
        var value = ""
        value.reserveCapacity(256)
        for (relation, address) in targets {
            // A link has at most 16 bytes in addition to its address and its relation.
            guard value.utf8.count + address.utf8.count + relation.utf8.count + 16 <= Self.maximumBytes else { break }
            value += value.isEmpty ? "<" : ", <"
            value += address
            value += ">; rel=\""
            value += relation
            value += "\""
        }
        return value.isEmpty ? nil : value
    }
}

extension Response {
    /// Adds the field Link, if there are links.
    mutating func add(_ links: PageLinks) {
        if let value = links.value { headerFields.append(HTTPField(name: .link, value: value)) }
    }
}
