import Notes
import Testing

@Suite struct AddedLineTests {
    /// Adds a line to a text. Every mark between brackets is a box.
    private func add(_ line: String, to text: String, isTask: Bool = false) throws -> String {
        let added = try AddedLine(line, isTask: isTask)
        let tasks = TaskText(text, marks: Array(0..<text.utf8.count))
        let content = try #require(try added.change(of: tasks).content)
        #expect(added.leads(from: tasks, to: content) && !added.leads(from: tasks, to: content + " "))
        return content
    }

    @Test func aLineFollowsAfterTheText() throws {
        for (text, result) in [
            ("", "new"), ("a", "a\nnew"), ("a\n", "a\nnew\n"), ("a\nb", "a\nb\nnew"), ("a\n\n", "a\n\nnew\n"),
            ("a\r\nb", "a\r\nb\r\nnew"), ("a\r\nb\r\n", "a\r\nb\r\nnew\r\n"), ("- a\n", "- a\nnew\n"),
            ("- [ ] a\nb", "- [ ] a\nb\nnew"), ("```\n- a", "```\n- a\nnew"), ("é\u{301}", "é\u{301}\nnew"),
        ] {
            #expect(Array(try add("new", to: text).utf8) == Array(result.utf8), "\(text.debugDescription)")
        }
    }

    @Test func aTaskFollowsAfterATask() throws {
        for (text, result) in [
            ("- [ ] a", "- [ ] a\n- [ ] new"), ("- [x] a\n", "- [x] a\n- [ ] new\n"),
            ("\t* [X] a\r\n", "\t* [X] a\r\n\t* [ ] new\r\n"), ("> +  [ ] a", "> +  [ ] a\n> +  [ ] new"),
            ("9. [ ] a", "9. [ ] a\n10. [ ] new"), ("1)  [x] 2", "1)  [x] 2\n2)  [ ] new"),
            ("999999999. [ ] a", "999999999. [ ] a\n999999999. [ ] new"),
            ("- [ ] a\r- [ ] b", "- [ ] a\r- [ ] b\n- [ ] new"), ("- [ ] a\rb", "- [ ] a\rb\nnew"),
            ("a\r\n- [ ] b", "a\r\n- [ ] b\r\n- [ ] new"), ("- [ ] a\n\n \n", "- [ ] a\n- [ ] new\n\n \n"),
        ] {
            #expect(try add("new", to: text) == result, "\(text.debugDescription)")
        }
    }

    @Test func aTypedTaskIsAddedAsItIs() throws {
        #expect(try add("* [x] new", to: "- [ ] a\n", isTask: true) == "- [ ] a\n* [x] new\n")
    }

    @Test func lineEndsInTheLineBecomeSpaces() throws {
        #expect(try add("a\r\nb\rc\nd", to: "- [ ] x\n") == "- [ ] x\n- [ ] a b c d\n")
    }

    @Test func aLineIsRefusedForAReason() throws {
        for line in ["", " \t", "\r\n", "\u{200B}"] {
            #expect(throws: AddedLine.Problem.empty) { try AddedLine(line, isTask: false) }
        }
        #expect(throws: AddedLine.Problem.containsNUL) { try AddedLine("a\0", isTask: false) }
        let longest = String(repeating: "a", count: NoteDraft.maximumContentBytes - 3)
        #expect(try add("é", to: longest).utf8.count == NoteDraft.maximumContentBytes)
        #expect(throws: AddedLine.Problem.textTooLong) { try add("éa", to: longest) }
    }
}
