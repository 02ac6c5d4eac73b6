import Hashing
import Notes

/// Checks the key that signs sessions and form tokens.
extension Doctor {
    /// - Parameter fingerprintsInUse: those of the responders that use the same database.
    static func secretKey(_ settings: Settings, fingerprintsInUse: Set<String>) -> Finding {
        let own = fingerprint(of: settings)
        if let other = fingerprintsInUse.subtracting([own]).min() {
            return Finding(
                .failed, "SECRET_KEY",
                "its fingerprint is \(own), and a running responder uses a key with the fingerprint \(other); give all responders of the site the same key, and restart them"
            )
        }
        guard settings.secretKey != nil else {
            return Finding(
                .warning, "SECRET_KEY",
                "it is not set, so each start of the service ends all sessions; set it to the output of: head -c 32 /dev/urandom | base64"
            )
        }
        return Finding(
            .ok, "SECRET_KEY",
            "it is set, with the fingerprint \(own), which must be the same for all responders of one site"
        )
    }

    /// Returns the fingerprint of the key in the settings; "random" if each start of the service makes a key.
    static func fingerprint(of settings: Settings) -> String { settings.secretKey.map(fingerprint) ?? "random" }

    /// Returns eight hexadecimal digits by which an administrator can compare the keys of several responders.
    ///
    /// They are the start of a signature. So they reveal no more about the key than a signed cookie does.
    static func fingerprint(of secretKey: String) -> String {
        let signature = SecretKey(Array(secretKey.utf8)).sign(Array("notes fingerprint".utf8))
        return signature.prefix(4).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0\(digits)" : digits
        }.joined()
    }
}
