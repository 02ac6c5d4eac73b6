import Notes
import Testing

/// What to search for if no note has all texts.
@Suite struct SomeTextsTests {
    @Test func eachTextBecomesAnAlternativeWithTheOtherTerms() {
        #expect(SearchQuery("milk \"rye bread\"").withSomeTexts == SearchQuery("milk OR \"rye bread\""))
        #expect(SearchQuery("in:title milk bread").withSomeTexts == SearchQuery("in:title milk OR in:title bread"))
        let query = SearchQuery("milk #kitchen bread -butter is:pinned").withSomeTexts
        #expect(
            query
                == SearchQuery("milk #kitchen -butter is:pinned OR bread #kitchen -butter is:pinned"))
        #expect(SearchQuery("milk bread created:7d").withSomeTexts?.isRelative == true)
    }

    @Test func otherSearchesAreNotDivided() {
        for text in ["milk", "milk #kitchen -bread", "milk bread OR butter", "#kitchen is:pinned", ""] {
            #expect(SearchQuery(text).withSomeTexts == nil, "\(text)")
        }
        let many = (0...30).map { "word\($0)" }.joined(separator: " ")
        #expect(SearchQuery(many).withSomeTexts == nil)
    }
}
