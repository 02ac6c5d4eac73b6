import MergeProperties
import Testing

@Suite struct MergePropertiesTests {
    @Test(arguments: 1...4) func everyDiffAndMergeOfRandomTextsHasTheProperties(_ seed: UInt64) {
        var texts = RandomTexts(seed: seed)
        for _ in 0..<400 {
            let base = texts.text()
            let mine = texts.edited(base)
            for theirs in [texts.edited(base), texts.text()] {
                let violation = MergeProperties(base: base, mine: mine, theirs: theirs).violation()
                #expect(violation == nil, "\([base, mine, theirs])")
            }
        }
    }
}
