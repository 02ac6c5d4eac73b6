import Notes
import Testing

@testable import notes_fcgi

@Suite struct DoctorSecretKeyTests {
    private func finding(_ environment: [String: String], inUse: Set<String> = []) throws -> Finding {
        Doctor.secretKey(try Settings(environment: environment, dotEnv: nil), fingerprintsInUse: inUse)
    }

    @Test func aMissingKeyIsAWarning() throws {
        #expect(try finding([:]).level == .warning)
    }

    /// Python: hmac.new(b"a key of 16 bytes", b"notes fingerprint", "sha256").hexdigest()[:8]
    @Test func theFingerprintIsTheStartOfASignature() throws {
        let finding = try finding(["SECRET_KEY": "a key of 16 bytes"])
        #expect(finding.level == .ok)
        #expect(finding.text.contains("fingerprint 0207b765,"), "\(finding)")
        #expect(!finding.text.contains("a key of"))
    }

    @Test(arguments: [
        ([], Finding.Level.ok), (["0207b765"], .ok), (["0207b765", "01234567"], .failed), (["random"], .failed),
    ]) func aResponderWithAnotherKeyIsAFailure(_ inUse: [String], _ level: Finding.Level) throws {
        let finding = try finding(["SECRET_KEY": "a key of 16 bytes"], inUse: Set(inUse))
        #expect(finding.level == level)
        #expect(finding.text.contains("0207b765"), "\(finding)")
    }

    @Test func equalKeysHaveEqualFingerprintsOfEightDigits() {
        for number in 0..<100 {
            let key = "a key of 16 bytes \(number)"
            let fingerprint = Doctor.fingerprint(of: key)
            #expect(fingerprint.utf8.count == 8)
            #expect(fingerprint == Doctor.fingerprint(of: key))
            #expect(fingerprint != Doctor.fingerprint(of: key + "x"))
        }
    }
}
