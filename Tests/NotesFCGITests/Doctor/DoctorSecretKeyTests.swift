import Notes
import Testing

@testable import notes_fcgi

@Suite struct DoctorSecretKeyTests {
    private func finding(_ environment: [String: String]) throws -> Finding {
        Doctor.secretKey(try Settings(environment: environment, dotEnv: nil))
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
