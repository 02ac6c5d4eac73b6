import Glibc

/// A program that Debian has a package of.
enum Program: String {
    case spawnFCGI = "spawn-fcgi"
    case nginx
    case openssl
    case curl
    case chromium
    case chromedriver
    case bash
    case prlimit
    case setpriv
    case unshare
    case wrk

    /// Without this program the test cannot be: it fails, and is not skipped.
    struct Missing: Error, CustomStringConvertible {
        let program: Program

        var description: String {
            "\(program.rawValue) is missing; install it with: apt-get install \(program.package)"
        }
    }

    private var package: String {
        switch self {
        case .chromedriver: "chromium-driver"
        case .prlimit, .setpriv, .unshare: "util-linux"
        default: rawValue
        }
    }

    /// Where Debian's packages put programs; nginx is where an ordinary user's PATH does not look.
    static let folders = ["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin"]

    /// - Throws: `Missing`.
    var path: String {
        get throws {
            guard let folder = Self.folders.first(where: { access("\($0)/\(rawValue)", X_OK) == 0 }) else {
                throw Missing(program: self)
            }
            return "\(folder)/\(rawValue)"
        }
    }
}
