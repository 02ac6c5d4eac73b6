import Markdown
import MarkdownProperties
import Testing

@Suite struct HTMLTests {
    private func html(_ text: String) throws -> String {
        let html = try HTMLRules.check(text)
        // Most tests are not about directions.
        return html.replacing(" dir=\"auto\"", with: "").replacing(" rel=\"noopener noreferrer nofollow\"", with: "")
    }

    @Test(arguments: [
        ("a *b* __c__ ~~d~~ `e`", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("# A\n###### B", "<h2>A</h2>\n<h6>B</h6>\n"),
        (
            "```swift\nlet a < b\n```",
            "<pre tabindex=\"0\"><code class=\"language-swift\">let a &lt; b\n</code></pre>\n"
        ),
        ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("900. a", "<ol start=\"900\">\n<li>a</li>\n</ol>\n"),
        ("901. a", "<ol start=\"901\" class=\"digits-4\">\n<li>a</li>\n</ol>\n"),
        ("999999999. a", "<ol start=\"999999999\" class=\"digits-9\">\n<li>a</li>\n</ol>\n"),
        ("> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"),
        ("---", "<hr>\n"),
        (
            "|a|b|\n|---|:-:|\n|c|d|",
            """
            <div class="table" tabindex="0" role="region" aria-label="Table 1"><table>
            <thead>
            <tr>
            <th scope="col">a</th>
            <th scope="col" class="center">b</th>
            </tr>
            </thead>
            <tbody>
            <tr>
            <td>c</td>
            <td class="center">d</td>
            </tr>
            </tbody>
            </table></div>

            """
        ),
        ("<b>x</b> & &copy; &#0; &foo;", "<p>&lt;b&gt;x&lt;/b&gt; &amp; © \u{FFFD} &amp;foo;</p>\n"),
        ("", ""),
    ]) func eachConstructHasItsElements(_ text: String, _ expected: String) throws {
        #expect(try html(text) == expected)
    }

    @Test(arguments: [
        ("[a](https://b.c \"t\")", "<a href=\"https://b.c\" title=\"t\">a</a>"),
        ("[a](/notes/1?x=1&y)", "<a href=\"/notes/1?x=1&amp;y\">a</a>"),
        ("[a](<b c>)", "<a href=\"b%20c\">a</a>"),
        ("[a](ä)", "<a href=\"%C3%A4\">a</a>"),
        ("[a](javascript:alert(1))", "a"), ("[a](JavaScript&colon;alert)", "a"), ("[a](//b.c)", "a"),
        ("[a](/\\\\b.c)", "a"), ("[a](data:text/html,x)", "a"), ("[a](java&Tab;script:x)", "a"),
        ("![alt *x*](https://b.c/d.png)", "<a href=\"https://b.c/d.png\">alt <em>x</em></a>"),
        ("![](/d.png)", "<a href=\"/d.png\">/d.png</a>"),
        ("[![a](/d.png)](https://b.c)", "<a href=\"https://b.c\">a</a>"),
        ("<https://b.c>", "<a href=\"https://b.c\">https://b.c</a>"),
        ("a@b.c", "<a href=\"mailto:a@b.c\">a@b.c</a>"),
        ("https://b.c/x_(y).", "<a href=\"https://b.c/x_(y)\">https://b.c/x_(y)</a>."),
        ("(https://b.c/x)", "(<a href=\"https://b.c/x\">https://b.c/x</a>)"),
        ("www.b.c, d", "<a href=\"http://www.b.c\">www.b.c</a>, d"),
        ("www. x http:// xwww.b.c", "www. x http:// xwww.b.c"),
        ("`https://b.c`", "<code>https://b.c</code>"),
        ("HTTPS://B.C/?a=1&b=2", "<a href=\"HTTPS://B.C/?a=1&amp;b=2\">HTTPS://B.C/?a=1&amp;b=2</a>"),
    ]) func linksLeadOnlyToAllowedPlaces(_ text: String, _ expected: String) throws {
        #expect(try html(text) == "<p>\(expected)</p>\n")
    }

    @Test func aTaskHasABoxWithTheFirstTextAsItsLabel() throws {
        #expect(
            try html("- [ ] a *b*\n  - [x] c\n- [ ] \n  > d\n") == """
                <ul>
                <li class="task"><button role="checkbox" aria-checked="false" name="box" value="3" \
                aria-labelledby="task-3"></button><span id="task-3">a <em>b</em></span><ul>
                <li class="task"><button role="checkbox" aria-checked="true" name="box" value="17" \
                aria-labelledby="task-17"></button><span id="task-17">c</span></li>
                </ul>
                </li>
                <li class="task"><button role="checkbox" aria-checked="false" name="box" value="25" id="task-25" \
                aria-label="Task without a text"></button><blockquote>
                <p>d</p>
                </blockquote>
                </li>
                </ul>

                """)
    }

    @Test func aDisabledBoxSubmitsNothing() {
        let html = MarkdownHTML("- [x] a", boxes: .disabled).bytes
        let expected =
            "<button role=\"checkbox\" aria-checked=\"true\" disabled type=\"button\" aria-labelledby=\"task-3\"></button>"
        #expect(String(decoding: html, as: UTF8.self).contains(expected))
    }

    @Test(arguments: [
        (String(repeating: "> ", count: 98) + "a", true), (String(repeating: "> ", count: 99) + "a", false),
        (String(repeating: "- [ ] a\n", count: 10_000), true), (String(repeating: "- [ ] a\n", count: 10_001), false),
        (String(repeating: "[a](b)", count: 100_000), true), (String(repeating: "[a](b)", count: 170_000), false),
    ]) func aTextBeyondALimitIsShownAsItIs(_ text: String, _ isRendered: Bool) throws {
        let html = MarkdownHTML(text, boxes: .buttons)
        #expect(html.isWithinLimits == isRendered)
        #expect(html.bytes.starts(with: "<pre>\n".utf8) != isRendered && html.bytes.count < 9 << 20)
        if !isRendered {
            #expect(html.bytes.count == "<pre>\n</pre>\n".utf8.count + text.utf8.count + 3 * text.count { $0 == ">" })
        }
    }

    @Test(arguments: [
        (String(repeating: "[a]\n", count: 262_144), false), (String(repeating: "[a](\n", count: 200_000), false),
        (String(repeating: "2. [a]: /u\n    - [a]\n", count: 40_000), false),
        (String(repeating: "- [a](/b)\n", count: 50_000), true),
        (String(repeating: "[a](/b)\n\n", count: 50_000), true),
    ]) func aTextThatWouldTakeLongIsShownAsItIs(_ text: String, _ isRendered: Bool) {
        let start = ContinuousClock.now
        #expect(MarkdownHTML(text, boxes: .disabled).isWithinLimits == isRendered)
        // Without the limit, the first text takes 16 seconds.
        #expect(isRendered || ContinuousClock.now - start < .seconds(4))
    }
}
