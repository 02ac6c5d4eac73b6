import Hashing
import Notes

/// Checks the key that signs sessions and form tokens.
extension Doctor {
    static func secretKey(_ settings: Settings) -> Finding {
        guard let key = settings.secretKey else {
            return Finding(
                .warning, "SECRET_KEY",
                "it is not set, so each start of the service ends all sessions; set it to the output of: head -c 32 /dev/urandom | base64"
            )
        }
        return Finding(
            .ok, "SECRET_KEY",
            "it is set, with the fingerprint \(fingerprint(of: key)), which must be the same for all responders of one site"
        )
    }

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
