/// Finds what becomes a link without the markup of a link: web addresses, tags and titles, in their order.
///
/// What begins first counts: `https://a.example/#b` has no tag, and `[[https://a.example]]` is a title.
struct TextLinkScanner {
    enum Link {
        case address(AddressScanner.Address)
        case mention(Mention)

        var range: Range<Int> {
            switch self {
            case .address(let address): address.range
            case .mention(let mention): mention.range
            }
        }
    }

    private let end: Int
    private var addresses: AddressScanner
    private var mentions: MentionScanner
    /// The next mention. Addresses before it come first.
    private var mention: Mention?

    init(_ run: TextRun) {
        end = run.bytes.count
        addresses = AddressScanner(run.bytes)
        mentions = MentionScanner(run)
        mention = mentions.next()
    }

    /// Whether there is a mention, unless it is inside an address.
    var mayHaveMention: Bool { mention != nil }

    /// Returns the next link; nil if there are no more.
    mutating func next() -> Link? {
        if let address = addresses.next(before: mention?.range.lowerBound ?? end) {
            if let start = mention?.range.lowerBound, start < address.range.upperBound {
                mentions.skip(to: address.range.upperBound)
                mention = mentions.next()
            }
            return .address(address)
        }
        guard let found = mention else { return nil }
        addresses.skip(to: found.range.upperBound)
        mention = mentions.next()
        return .mention(found)
    }
}
