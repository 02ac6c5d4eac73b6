import Notes
import Testing

@testable import notes_fcgi

@Suite struct DoctorSiteTests {
    private let well = """
        HTTP/1.1 302 Found\r
        Location: /notes\r
        \r
        HTTP/2 200\r
        content-security-policy: default-src 'none'\r
        x-content-type-options: nosniff\r
        referrer-policy: same-origin\r
        \r

        """

    private func finding(_ head: String) -> Finding { Doctor.site("https://notes.example.org", head: head) }

    @Test func theLastAnswerCounts() {
        #expect(finding(well).level == .ok)
        #expect(finding(well.replacing("HTTP/2 200", with: "HTTP/2 401")).level == .ok)
        #expect(finding(well + "HTTP/1.1 200 OK\r\n\r\n").level == .failed)
        #expect(finding("").level == .failed)
    }

    @Test(arguments: ["content-security-policy", "x-content-type-options", "referrer-policy"])
    func eachFieldMustBeThere(_ name: String) {
        let finding = finding(well.replacing(name, with: "x-other"))
        #expect(finding.level == .failed)
        #expect(finding.text.lowercased().contains(name))
    }

    @Test func anAnswerThatIsNoneOfThePagesIsNamed() {
        #expect(finding(well.replacing("HTTP/2 200", with: "HTTP/2 503")).text.contains("503"))
        #expect(finding(well.replacing("nosniff", with: "sniff")).level == .failed)
    }

    @Test func aFindingIsOneLine() {
        #expect(Finding(.failed, "a", "b\nc\r\nd").description == "FAILED  a: b c d")
        #expect(Finding(.ok, "a", "b").description == "ok      a: b")
    }
}
