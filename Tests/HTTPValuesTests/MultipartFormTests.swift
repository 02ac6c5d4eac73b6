import HTTPValues
import Testing

@Suite struct MultipartFormTests {
    private let body = """
        --b0
        Content-Disposition: form-data; name="title"

        A "title"
        --b0
        Content-Disposition: form-data; name="content"
        Content-Type: text/plain; charset=utf-8

        line 1

        line 3

        --b0
        Content-Disposition: attachment

        no name
        --b0--

        """.replacing("\n", with: "\r\n")

    @Test(arguments: ["multipart/form-data; boundary=b0", "multipart/form-data; charset=utf-8; boundary=\"b0\""])
    func namedPartsAreFields(_ contentType: String) {
        let form = URLEncodedForm(multipart: Array(body.utf8), contentType: contentType)
        #expect(form.fields.map(\.name) == ["title", "content"])
        #expect(form["title"] == "A \"title\"")
        #expect(form["content"] == "line 1\r\n\r\nline 3\r\n")
    }

    @Test(arguments: [
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=other",
        "multipart/form-data; boundary=\(String(repeating: "b", count: 71))",
    ])
    func withoutItsBoundaryThereAreNoFields(_ contentType: String) {
        #expect(URLEncodedForm(multipart: Array(body.utf8), contentType: contentType).fields.isEmpty)
    }

    @Test func parameterNamesIgnoreCaseAndQuotedTextIsNoParameter() {
        let body =
            "--b\r\nContent-Disposition: form-data; filename=\"a; name=evil\"; Name=\"title\"\r\n\r\nx\r\n--b--\r\n"
        let form = URLEncodedForm(multipart: Array(body.utf8), contentType: "multipart/form-data; BOUNDARY=b")
        #expect(form.fields.count == 1 && form["title"] == "x")
    }

    /// None of these bodies may cost more than a few passes over its bytes.
    @Test(arguments: [
        "--b\r\n" + String(repeating: "a;", count: 1_000_000) + "\r\n\r\nv\r\n--b--\r\n",
        "--b\r\nname=\"" + String(repeating: "\"", count: 2_000_000) + "\r\n\r\nv\r\n--b--\r\n",
        String(repeating: "--b\r\n\r\n\r\nv\r\n", count: 200_000), String(repeating: "\r\n--", count: 500_000),
        String(repeating: "x", count: 2_000_000),
    ]) func aHostileBodyIsReadQuickly(_ body: String) {
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(
                URLEncodedForm(multipart: Array(body.utf8), contentType: "multipart/form-data; boundary=b").fields
                    .isEmpty)
        }
        #expect(time < .seconds(10), "\(time)")
    }

    @Test func aTruncatedBodyHasTheFieldsBeforeTheEnd() {
        let start = body.prefix { $0 != "3" }
        let form = URLEncodedForm(multipart: Array(start.utf8), contentType: "multipart/form-data; boundary=b0")
        #expect(form.fields.map(\.name) == ["title"])
    }
}
