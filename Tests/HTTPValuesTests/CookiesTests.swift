import HTTPValues
import Testing

@Suite struct CookiesTests {
    private func values(_ name: String, in header: String) -> [String] {
        Cookies.values(of: name, in: header)
    }

    @Test(arguments: [
        ("session=abc", "abc"), ("a=1; session=abc; b=2", "abc"), ("xsession=no; session=yes", "yes"),
        ("session=first; session=second", "first"), ("session=", ""), ("session=a=b", "a=b"),
        ("a=1;session=abc", "abc"),
    ])
    func findsACookieByItsName(_ header: String, _ expected: String) {
        #expect(values("session", in: header).first == expected)
    }

    @Test(arguments: ["", "session", "sessions=1", "a=session=1", ";;;", "=1"])
    func aMissingCookieHasNoValues(_ header: String) {
        #expect(values("session", in: header).isEmpty)
    }

    @Test func allCookiesOfOneNameAreFound() {
        #expect(values("s", in: "s=1; t=2; s=3") == ["1", "3"])
    }

    @Test func aCookieHasAPathAndIsHiddenFromScripts() {
        #expect(Cookies.setCookie("s", "v", path: "/", isSecure: false) == "s=v; Path=/; HttpOnly; SameSite=Lax")
        #expect(
            Cookies.setCookie("s", "v", path: "/x/y", isSecure: true)
                == "s=v; Path=/x/y; HttpOnly; SameSite=Lax; Secure")
    }
}
