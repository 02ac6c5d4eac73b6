import Glibc

/// A program from a Debian package.
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
    case nsenter
    case wrk
    case python3

    /// A test needs a program that is not installed. The test fails and is not skipped.
    struct Missing: Error, CustomStringConvertible {
        let program: Program

        var description: String {
            "\(program.rawValue) is missing; install it with: apt-get install \(program.package)"
        }
    }

    private var package: String {
        switch self {
        case .chromedriver: "chromium-driver"
        case .nsenter, .prlimit, .setpriv, .unshare: "util-linux"
        default: rawValue
        }
    }

    /// The folders of programs. nginx is in a folder that is not in the PATH of ordinary users.
    static let folders = ["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin"]

    /// The path of the program.
    ///
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
