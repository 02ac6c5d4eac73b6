import Foundation
import Notes
import Testing

/// The language of the search field.
@Suite struct SearchParserTests {
    private static let now = Timestamp("2026-03-15 12:30:00") ?? .now()

    private func parse(_ text: String) -> SearchQuery { SearchQuery(text, now: Self.now) }

    /// The query in a short form: alternatives are separated by `|`, terms by a comma.
    private func short(_ text: String) -> String {
        parse(text).alternatives.map { terms in
            terms.map { term in
                let condition =
                    switch term.condition {
                    case .text(let text): "“\(text)”"
                    case .title(let text): "title “\(text)”"
                    case .tag(let tag): "#\(tag)"
                    case .link(let title): "[[\(title)]]"
                    case .pinned: "pinned"
                    case .openTask: "task"
                    case .created: "created"
                    case .updated: "updated"
                    }
                return (term.isExcluded ? "-" : "") + condition
            }.joined(separator: ", ")
        }.joined(separator: " | ")
    }

    @Test(arguments: [
        ("milk bread", "“milk”, “bread”"), ("  milk \n\u{3000} bread ", "“milk”, “bread”"), ("milk milk", "“milk”"),
        ("\"milk bread\"", "“milk bread”"), ("\u{201E}milk bread\u{201C} x", "“milk bread”, “x”"),
        ("\"milk bread", "“milk bread”"), ("\"\" x", "“x”"), ("\"", "“\"”"), ("\"\"", "“\"\"”"), ("-\"\"", "“-\"\"”"),
        ("a OR a b OR a", "“a” | “a”, “b”"), ("a\"b", "“a\"b”"), ("5\"", "“5\"”"),
        ("\"a\"b", "“a”, “b”"),
        ("-butter", "-“butter”"), ("-\"a b\" c", "-“a b”, “c”"), ("- a", "“-”, “a”"), ("--a", "-“-a”"),
        ("a-b", "“a-b”"),
        ("milk OR cream bread", "“milk” | “cream”, “bread”"), ("a OR b OR c", "“a” | “b” | “c”"), ("OR", "“OR”"),
        ("OR a", "“OR”, “a”"), ("a OR", "“a”, “OR”"), ("a OR OR b", "“a” | “OR”, “b”"), ("a or b", "“a”, “or”, “b”"),
        ("\"OR\" a", "“OR”, “a”"), ("a \"OR\" b", "“a”, “OR”, “b”"), ("a -OR b", "“a”, -“OR”, “b”"),
        ("#kitchen", "#kitchen"), ("-#a/b", "-#a/b"), ("#", "“#”"), ("#12", "“#12”"), ("#a!", "“#a!”"),
        ("[[Milk]]", "[[Milk]]"), ("a -[[Milk and bread|x]]b", "“a”, -[[Milk and bread]], “b”"),
        ("[[a b", "“[[a”, “b”"),
        ("[[]] c]]", "“[[]]”, “c]]”"),
        ("is:pinned IS:Task -is:pinned", "pinned, task, -pinned"), ("is:x is:", "“is:x”, “is:”"),
        ("in:title milk bread", "title “milk”, title “bread”"), ("milk in:title", "title “milk”"),
        ("in:title milk OR bread", "title “milk” | “bread”"), ("in:title", "“in:title”"),
        ("in:title is:pinned", "pinned, “in:title”"), ("in:title -a", "-title “a”"),
        ("created:2026 updated:>2026-01-31", "created, updated"), ("created:x", "“created:x”"),
        ("created:", "“created:”"), ("created:2026-13", "“created:2026-13”"),
        ("created:2026-02-30", "“created:2026-02-30”"),
        ("-created:7d", "-created"), ("https://example.org/?a=1", "“https://example.org/?a=1”"), ("", ""), (" ", ""),
    ])
    func reads(_ text: String, _ expected: String) {
        #expect(short(text) == expected)
    }

    @Test(arguments: [
        ("2026", "2026-01-01", "2027-01-01"), ("2026-02", "2026-02-01", "2026-03-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2024-02-29", "2024-02-29", "2024-03-01"), ("2026-1-5", "2026-01-05", "2026-01-06"),
        (">2026-01", "2026-02-01", ""), (">=2026-01", "2026-01-01", ""), ("<2026-01", "", "2026-01-01"),
        ("<=2026-01-31", "", "2026-02-01"), ("2026-01..2026-03", "2026-01-01", "2026-04-01"),
        ("today", "2026-03-15", ""), ("yesterday", "2026-03-14", "2026-03-15"),
    ])
    func aTimeIsAPeriodInTheZoneOfThisProcess(_ text: String, _ start: String, _ end: String) throws {
        func local(_ day: String) throws -> Timestamp? {
            guard !day.isEmpty else { return nil }
            let numbers = day.split(separator: "-").compactMap { Int($0) }
            let components = DateComponents(
                calendar: Calendar(identifier: .gregorian), timeZone: .current, year: numbers[0], month: numbers[1],
                day: numbers[2])
            return Timestamp(microseconds: Int64(try #require(components.date).timeIntervalSince1970) * 1_000_000)
        }
        let query = parse("created:" + text)
        #expect(query.alternatives == [[.init(.created(TimeRange(start: try local(start), end: try local(end))))]])
        #expect(query.isRelative == ["today", "yesterday"].contains(text))
    }

    @Test(arguments: [("7d", 7 * 24), ("2w", 14 * 24), ("24h", 24)])
    func theLastDays(_ text: String, hours: Int) throws {
        let query = parse("updated:" + text)
        guard case .updated(let range) = query.alternatives.first?.first?.condition, let start = range.start else {
            Issue.record("\(query)")
            return
        }
        // A change of the clock may make a day longer or shorter.
        let difference = (Self.now.microseconds - start.microseconds) / 1_000_000 - Int64(hours) * 3600
        #expect(abs(difference) <= 3600 && range.end == nil && query.isRelative)
    }

    @Test(arguments: [
        "0d", "-1d", "+1d", "99999999d", "d", "7", "7x", "7 d", "2026-0", "0000", "02026", "2026-", "..", "2026..",
        "2026-01-01-01", "٢٠٢٦",
    ])
    func whatIsNoTimeIsSearchedAsText(_ text: String) {
        #expect(
            parse("created:" + text).alternatives.first?.first?.condition
                == .text("created:" + text.split(separator: " ")[0]))
    }

    @Test func theRestOfALongSearchIsOneText() {
        let words = (1...60).map { "w\($0)" }
        let terms = parse(words.joined(separator: " ")).alternatives.first ?? []
        #expect(
            terms.map(\.condition) == (words.prefix(49) + [words.suffix(11).joined(separator: " ")]).map { .text($0) })
        let alternatives = parse((1...3_000).map { "w\($0)" }.joined(separator: " OR ")).alternatives
        #expect(alternatives.count == 25 && alternatives.joined().count <= 50)
    }

    @Test(arguments: ["2027y", "9999y", "9999m", "9999w", "9999h"]) func longAgoIsSomeTime(_ text: String) {
        #expect(parse("created:" + text).isRelative)
    }

    @Test func theLastYearHasNoEnd() {
        let last = Timestamp("9999-12-31 23:59:59.999999")
        for text in ["9999", "9999-12", "9999-12-31", "2026..9999", "<=9999", ">=2026"] {
            guard case .created(let range) = parse("created:" + text).alternatives.first?.first?.condition else {
                Issue.record("\(text)")
                continue
            }
            #expect(range.contains(last), "\(text)")
        }
    }

    @Test func anyTextIsAQuery() {
        let pieces = [
            "\"", "-", "OR", "#", "[[", "]]", "is:", "in:title", "created:", ">", "..", "a", " ", "\u{201C}", "é",
            "\u{301}", "\0",
            "2026", "/",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...8)).compactMap { _ in pieces.randomElement() }.joined()
            let query = parse(text)
            #expect(query.alternatives.allSatisfy { !$0.isEmpty })
        }
    }
}
