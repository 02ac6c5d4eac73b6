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
        Doctor.site("https://notes.example.org", basePath: "", head: head)
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

    /// The service redirects from the start of its site to its list of notes.
    @Test func aRedirectMustStayBelowTheBasePath() {
        let url = "https://notes.example.org/x/y/"
        for (location, level) in [
            ("/x/y/notes", .ok), ("http://notes.example.org/x/y", .ok), ("/x/y?page=2", .ok), ("/notes", .failed),
            ("/x/yy", .failed), ("https://notes.example.org/notes", .failed), ("https://notes.example.org", .failed),
        ] as [(String, Finding.Level)] {
            let head = healthy.replacing("Location: /notes", with: "Location: \(location)")
            let finding = Doctor.site(url, basePath: "/x/y", head: head)
            #expect(finding.level == level, "\(location)")
            #expect((level == .ok) != finding.text.contains("BASE_PATH"), "\(location)")
        }
    }

    @Test func anAddressThatIsNotBelowTheBasePathIsNotFetched() {
        let doctor = Doctor(socket: "none", url: nil)
        for url in ["http://127.0.0.1:1", "http://127.0.0.1:1/", "http://127.0.0.1:1/x", "http://127.0.0.1:1/x/yy"] {
            let finding = doctor.site(url, basePath: "/x/y")
            #expect(finding.level == .failed)
            #expect(finding.text.contains("is not below BASE_PATH, which is /x/y"), "\(finding)")
        }
        #expect(!doctor.site("http://127.0.0.1:1/x/y", basePath: "/x/y").text.contains("BASE_PATH"))
    }

    @Test func aMissingPageMayMeanAnotherBasePath() {
        let finding = finding(healthy.replacing("HTTP/2 200", with: "HTTP/2 404"))
        #expect(finding.level == .failed)
        #expect(finding.text.contains("BASE_PATH"))
    }

    @Test func aFindingIsOneLine() {
        #expect(Finding(.failed, "a", "b\nc\r\nd").description == "FAILED  a: b c d")
        #expect(Finding(.ok, "a", "b").description == "ok      a: b")
    }
}
