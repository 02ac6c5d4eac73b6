import Notes
import Testing

@testable import notes_fcgi

@Suite struct DoctorNetworkTests {
    /// The properties of the packaged unit, in the order in which systemd prints them.
    private static let packaged = """
        IPAddressAllow=
        IPAddressDeny=::/0 0.0.0.0/0
        PrivateNetwork=yes
        RestrictAddressFamilies=AF_UNIX
        Id=notes.service
        LoadState=loaded
        ActiveState=active
        UnitFileState=enabled

        """

    /// The properties of the unit with the drop-in for PostgreSQL.
    private static let opened = packaged.replacing("PrivateNetwork=yes", with: "PrivateNetwork=no")
        .replacing("AF_UNIX", with: "AF_INET AF_INET6 AF_UNIX")
        .replacing("IPAddressAllow=", with: "IPAddressAllow=127.0.0.0/8 10.0.0.0/8")

    @Test func theDropInLiftsEveryRestriction() {
        #expect(Doctor.networkFinding(units: Self.opened)?.level == .ok)
    }

    @Test func theFirstRestrictionIsNamedWithItsRemedy() throws {
        let finding = try #require(Doctor.networkFinding(units: Self.packaged))
        #expect(finding.level == .failed)
        #expect(finding.text.contains("notes.service has PrivateNetwork=yes"))
        #expect(finding.text.contains("/usr/share/notes/systemd/postgresql.conf"))
        #expect(finding.text.contains("/etc/systemd/system/notes.service.d/"))
    }

    @Test(arguments: [
        ("PrivateNetwork=no", "PrivateNetwork=yes", "PrivateNetwork=yes"),
        ("AF_INET AF_INET6 AF_UNIX", "AF_UNIX", "RestrictAddressFamilies=AF_UNIX"),
        ("AF_INET AF_INET6 AF_UNIX", "~AF_INET AF_INET6", "RestrictAddressFamilies=~AF_INET AF_INET6"),
        ("IPAddressAllow=127.0.0.0/8 10.0.0.0/8", "IPAddressAllow=", "IPAddressDeny=::/0 0.0.0.0/0"),
    ])
    func eachRestrictionAloneIsAFailure(_ open: String, _ closed: String, _ named: String) throws {
        let finding = try #require(Doctor.networkFinding(units: Self.opened.replacing(open, with: closed)))
        #expect(finding.level == .failed)
        #expect(finding.text.contains(named), "\(finding)")
    }

    @Test func aUnitWithoutRestrictionsIsFine() {
        for families in ["", "~", "~AF_PACKET"] {
            let unit = Self.opened.replacing("AF_INET AF_INET6 AF_UNIX", with: families)
                .replacing("IPAddressDeny=::/0 0.0.0.0/0", with: "IPAddressDeny=")
                .replacing("IPAddressAllow=127.0.0.0/8 10.0.0.0/8", with: "IPAddressAllow=")
            #expect(Doctor.networkFinding(units: unit)?.level == .ok, "\(families)")
        }
    }

    @Test func instancesAreCheckedToo() throws {
        let instance = Self.packaged.replacing("Id=notes.service", with: "Id=notes@2.service")
        let finding = try #require(Doctor.networkFinding(units: "\(Self.opened)\n\(instance)"))
        #expect(finding.level == .failed)
        #expect(finding.text.contains("notes@2.service has PrivateNetwork=yes"), "\(finding)")
        #expect(finding.text.contains("/etc/systemd/system/notes@.service.d/"), "\(finding)")
    }

    @Test func unitsThatNobodyUsesDoNotCount() throws {
        let unused = Self.packaged.replacing("=enabled", with: "=disabled").replacing("=active", with: "=inactive")
        #expect(Doctor.networkFinding(units: unused) == nil)
        #expect(Doctor.networkFinding(units: Self.packaged.replacing("=loaded", with: "=not-found")) == nil)
        #expect(Doctor.networkFinding(units: "") == nil)
        // Before its first start, a unit is inactive.
        #expect(Doctor.networkFinding(units: Self.packaged.replacing("=active", with: "=inactive"))?.level == .failed)
    }

    @Test func aDatabaseWithoutTCPNeedsNoNetwork() {
        let doctor = Doctor(socket: "none", url: nil)
        #expect(doctor.networkFinding(hosts: []) == nil)
        #expect(doctor.networkFinding(hosts: ["", "/run/postgresql"]) == nil)
    }
}
