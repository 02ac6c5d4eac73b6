import HTTPTypes
import Testing
import Web

@Suite struct CookiesTests {
    private func value(_ name: String, in header: String) -> String? {
        var fields = HTTPFields()
        fields.append(HTTPField(name: .cookie, value: header))
        return Cookies.value(of: name, in: fields)
    }

    @Test(arguments: [
        ("session=abc", "abc"), ("a=1; session=abc; b=2", "abc"), ("xsession=no; session=yes", "yes"),
        ("session=first; session=second", "first"), ("session=", ""), ("session=a=b", "a=b"),
        ("a=1;session=abc", "abc"),
    ])
    func findsACookieByItsName(_ header: String, _ expected: String) {
        #expect(value("session", in: header) == expected)
    }

    @Test(arguments: ["", "session", "sessions=1", "a=session=1", ";;;", "=1"])
    func aCookieThatIsNotThereIsNil(_ header: String) {
        #expect(value("session", in: header) == nil)
    }

    @Test func aCookieIsForTheWholeSiteAndForNoScript() {
        #expect(Cookies.setCookie("s", "v", isSecure: false) == "s=v; Path=/; HttpOnly; SameSite=Lax")
        #expect(Cookies.setCookie("s", "v", isSecure: true) == "s=v; Path=/; HttpOnly; SameSite=Lax; Secure")
    }
}
