import Notes
import Testing

@testable import notes_fcgi

@Suite struct DoctorSiteTests {
    private let healthy = """
        HTTP/1.1 302 Found\r
        Location: /notes\r
        \r
        HTTP/2 200\r
        content-security-policy: default-src 'none'\r
        x-content-type-options: nosniff\r
        referrer-policy: same-origin\r
        \r

        """

    private func finding(_ head: String) -> Finding {
        Doctor.site("https://notes.example.org", head: head)
    }

    @Test func theLastResponseCounts() {
        #expect(finding(healthy).level == .ok)
        #expect(finding(healthy.replacing("HTTP/2 200", with: "HTTP/2 401")).level == .ok)
        #expect(finding(healthy + "HTTP/1.1 200 OK\r\n\r\n").level == .failed)
        #expect(finding("").level == .failed)
    }

    @Test(arguments: ["content-security-policy", "x-content-type-options", "referrer-policy"])
    func eachSecurityFieldIsRequired(_ name: String) {
        let finding = finding(healthy.replacing(name, with: "x-other"))
        #expect(finding.level == .failed)
        #expect(finding.text.lowercased().contains(name))
    }

    @Test func aStatusOtherThan200And401IsAFailure() {
        #expect(finding(healthy.replacing("HTTP/2 200", with: "HTTP/2 503")).text.contains("503"))
        #expect(finding(healthy.replacing("nosniff", with: "sniff")).level == .failed)
    }

    @Test func aFindingIsOneLine() {
        #expect(Finding(.failed, "a", "b\nc\r\nd").description == "FAILED  a: b c d")
        #expect(Finding(.ok, "a", "b").description == "ok      a: b")
    }
}
