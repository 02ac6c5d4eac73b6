@testable import Notes
import TestSupport
import Testing

/// Clicks on task boxes of a version that may be older than the newest one.
@Suite struct BoxClickTests {
    /// The result of a click as text, for comparisons.
    private enum Result: Equatable {
        case changed(String), done, lineChanged, noBox
    }

    /// Every `[ ]`, `[x]` and `[X]` of a text that follows after a hyphen is a box.
    private func tasks(_ text: String) -> TaskText {
        let bytes = Array(text.utf8)
        return TaskText(
            text, marks: bytes.indices.filter { $0 > 2 && bytes[$0 - 3..<$0].elementsEqual("- [".utf8) })
    }

    /// Clicks on a box of an older version.
    ///
    /// - Parameter number: the number of the box in the older version, from 0.
    private func click(_ number: Int, of base: String, in newest: String) -> Result {
        let (base, newest) = (tasks(base), tasks(newest))
        switch BoxClick(on: base.marks[number], of: base, in: newest) {
        case .change(let changes, let box)?:
            let content = changes.content ?? ""
            #expect(changes.title == nil && changes.isPinned == nil)
            #expect(tasks(content).hasBox(box))
            return .changed(content)
        case .done?: return .done
        case .lineChanged?: return .lineChanged
        case nil: return .noBox
        }
    }

    @Test func aClickChangesTheMarkOnly() {
        #expect(click(0, of: "- [ ] a", in: "- [ ] a") == .changed("- [x] a"))
        #expect(click(0, of: "- [x] a", in: "- [x] a") == .changed("- [ ] a"))
        #expect(click(0, of: "- [X] a", in: "- [X] a") == .changed("- [ ] a"))
        #expect(
            click(1, of: "e\u{301}\r\n- [ ] é\r\n- [ ] b\r\n", in: "e\u{301}\r\n- [ ] é\r\n- [ ] b\r\n")
                == .changed("e\u{301}\r\n- [ ] é\r\n- [x] b\r\n"))
    }

    @Test func clicksOnNeighbouringBoxesDoNotMeet() {
        let base = "- [ ] a\n- [ ] b\n- [x] c"
        #expect(click(1, of: base, in: "- [x] a\n- [ ] b\n- [ ] c") == .changed("- [x] a\n- [x] b\n- [ ] c"))
    }

    @Test func aBoxThatSomebodyElseClickedIsDone() {
        #expect(click(0, of: "- [ ] a", in: "- [x] a") == .done)
        #expect(click(0, of: "- [ ] a", in: "- [X] a") == .done)
        #expect(click(1, of: "- [ ] a\n- [x] a", in: "new\n- [x] a\n- [ ] a") == .done)
    }

    @Test func theRightOneOfEqualLinesIsFound() {
        let base = "- [ ] milk\n- [ ] milk\n- [ ] milk"
        #expect(click(1, of: base, in: base) == .changed("- [ ] milk\n- [x] milk\n- [ ] milk"))
        #expect(
            click(2, of: base, in: "- [x] milk\n- [x] milk\n- [ ] milk")
                == .changed("- [x] milk\n- [x] milk\n- [x] milk"))
        #expect(click(0, of: "- [ ] a\n- [x] a", in: "- [x] a\n- [ ] a") == .done)
        #expect(
            click(1, of: "A\n- [ ] milk\nB\n- [ ] milk", in: "0\n1\nA\n- [x] milk\nB\n2\n- [ ] milk")
                == .changed("0\n1\nA\n- [x] milk\nB\n2\n- [x] milk"))
        #expect(
            click(1, of: "A\n- [ ] milk\nB\n- [ ] milk", in: "B\n- [ ] milk") == .changed("B\n- [x] milk"))
        #expect(click(0, of: "A\n- [ ] milk\nB\n- [ ] milk", in: "B\n- [ ] milk") == .lineChanged)
    }

    @Test func anEqualLineInAnotherSectionIsNotTicked() {
        let (a, b) = ("# A\n\n- [ ] milk\n", "# B\n\n- [ ] milk\n")
        #expect(click(0, of: "\(a)\n\(b)", in: "\(b)\n\(a)") == .lineChanged)
        #expect(click(1, of: "\(a)\n\(b)", in: "new\n\(a)\n\(b)") == .changed("new\n\(a)\n# B\n\n- [x] milk\n"))
        #expect(click(0, of: "# A\n- [ ] milk", in: "# C\n- [ ] milk") == .changed("# C\n- [x] milk"))
    }

    @Test func theLineIsFoundWhenOtherLinesOrLineEndsChanged() {
        #expect(
            click(1, of: "- [ ] a\n- [ ] b\nend", in: "new\r\nnewer\r\n- [ ] a b\r\n- [ ] b\r\n")
                == .changed("new\r\nnewer\r\n- [ ] a b\r\n- [x] b\r\n"))
    }

    @Test func aChangedOrDeletedLineIsNotTicked() {
        #expect(click(0, of: "- [ ] a\n- [ ] b", in: "- [ ] other\n- [ ] b") == .lineChanged)
        #expect(click(0, of: "- [ ] a\n- [ ] b", in: "- [ ] b") == .lineChanged)
        #expect(click(0, of: "- [ ] a", in: "  - [ ] a") == .lineChanged)
        #expect(click(0, of: "- [ ] a", in: "") == .lineChanged)
    }

    @Test func aLineWhoseBoxIsNoLongerABoxIsNotTicked() {
        let base = tasks("- [ ] a")
        let newest = TaskText("```\n- [ ] a", marks: [])
        guard case .lineChanged? = BoxClick(on: 3, of: base, in: newest) else {
            Issue.record("the line is in a block of code")
            return
        }
    }

    @Test(arguments: [-1, 0, 2, 4, 7, 8, 1 << 40, .min, .max]) func onlyAMarkBetweenBracketsCanBeClicked(mark: Int) {
        let text = TaskText("- [ ] ab", marks: [-1, 0, 2, 4, 7, 8, 1 << 40, .min, .max])
        #expect(BoxClick(on: mark, of: text, in: text) == nil)
    }

    @Test(arguments: 0..<300 as Range<UInt64>) func atMostOneByteOfARandomTextChanges(seed: UInt64) {
        var texts = RandomTexts(seed: seed)
        let base = texts.text()
        let newest = texts.edited(base)
        for number in tasks(base).marks.indices {
            guard case .changed(let content) = click(number, of: base, in: newest) else { continue }
            let differences = zip(content.utf8, newest.utf8).filter { $0 != $1 }
            #expect(content.utf8.count == newest.utf8.count && differences.count == 1)
            let wasTicked = TaskText.isTicked(Array(base.utf8)[tasks(base).marks[number]])
            #expect(
                differences.allSatisfy { TaskText.isTicked($0.0) != wasTicked && TaskText.isTicked($0.1) == wasTicked })
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>) func clicksOnAllBoxesInAnyOrderAllSucceed(seed: UInt64) {
        var texts = RandomTexts(seed: seed)
        var random = SplitMix64(state: seed)
        let base = texts.text()
        var text = base
        for number in tasks(base).marks.indices.shuffled(using: &random) {
            guard case .changed(let content) = click(number, of: base, in: text) else {
                Issue.record("box \(number) of \(base.debugDescription) in \(text.debugDescription)")
                return
            }
            text = content
        }
        #expect(zip(text.utf8, base.utf8).count { $0 != $1 } == tasks(base).marks.count)
    }
}
