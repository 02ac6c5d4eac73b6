import Glibc
import Notes

/// Checks the processors, the socket and the FastCGI library.
extension Doctor {
    /// Shows how many requests would run at the same time. In the service, the limits of its own control group apply.
    func processors() -> Finding {
        let count = Processors.count
        return Finding(
            .ok, "processors",
            "\(count) for this command; for the service, see notes_places in GET /metrics"
        )
    }

    /// Checks which users can open the socket. The service trusts every program that opens it as if it were nginx.
    func socketFinding() -> Finding {
        var status = stat()
        guard lstat(socket, &status) == 0 else {
            let reason = String(cString: strerror(errno))
            return Finding(
                .warning, "socket", "\(socket): \(reason); start the service, or give its socket with --socket")
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            return Finding(.failed, "socket", "\(socket) is not a socket; give the socket of the service with --socket")
        }
        let mode = status.st_mode & 0o777
        let group = getgrgid(status.st_gid).map { String(cString: $0.pointee.gr_name) } ?? "\(status.st_gid)"
        let user = getpwuid(status.st_uid).map { String(cString: $0.pointee.pw_name) } ?? "\(status.st_uid)"
        let text = "\(socket) has mode 0\(String(mode, radix: 8)), user \(user) and group \(group)"
        guard mode & 0o007 == 0 else {
            return Finding(.failed, "socket", "\(text): every user can open it; set its mode to 0660")
        }
        guard mode == 0o660, group == Self.nginxGroup else {
            return Finding(.warning, "socket", "\(text); nginx needs mode 0660 and its own group, \(Self.nginxGroup)")
        }
        return Finding(.ok, "socket", text)
    }

    /// The group of nginx's worker processes in Debian.
    private static let nginxGroup = "www-data"

    /// The first version of libfcgi in Debian 12 that fixes CVE-2025-23016. In an older version, a program that can
    /// open the socket may be able to run its own code in the service.
    private static let safeLibrary = "2.4.2-2+deb12u1"

    /// Checks the version of libfcgi. Asks dpkg for the version of its package, because libfcgi cannot report it.
    func library() -> Finding {
        let query = [
            "dpkg-query", "--show", "--showformat", "${db:Status-Status} ${Package} ${Version}\n", "libfcgi0*",
        ]
        let installed = Subprocess.run(query)?.output.split(separator: "\n").map { $0.split(separator: " ") }
            .first { $0.count == 3 && $0[0] == "installed" }
        guard let installed else {
            return Finding(
                .warning, "libfcgi",
                "its version is unknown on this system; make sure that CVE-2025-23016 is fixed in it")
        }
        let (package, version) = (installed[1], String(installed[2]))
        let comparison = Subprocess.run(["dpkg", "--compare-versions", version, "ge", Self.safeLibrary])
        guard comparison?.status == 0 else {
            return Finding(
                .failed, "libfcgi",
                "\(package) is \(version), older than \(Self.safeLibrary), which fixes CVE-2025-23016; upgrade it: apt-get install \(package)"
            )
        }
        return Finding(.ok, "libfcgi", "\(package) \(version)")
    }
}
