import Glibc
import Notes

/// The socket and the library.
extension Doctor {
    /// Whoever can open the socket is trusted as nginx is.
    func socketFinding() -> Finding {
        var status = stat()
        guard lstat(socket, &status) == 0 else {
            let reason = String(cString: strerror(errno))
            return Finding(
                .warning, "socket", "\(socket): \(reason); start the service, or name its socket with --socket")
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            return Finding(.failed, "socket", "\(socket) is no socket; name the service's with --socket")
        }
        let mode = status.st_mode & 0o777
        let group = getgrgid(status.st_gid).map { String(cString: $0.pointee.gr_name) } ?? "\(status.st_gid)"
        let text = "\(socket) has mode 0\(String(mode, radix: 8)), user \(Self.user(status.st_uid)) and group \(group)"
        guard mode & 0o007 == 0 else {
            return Finding(.failed, "socket", "\(text): everybody can use it; set its mode to 0660")
        }
        guard mode == 0o660, group == Self.nginxGroup else {
            return Finding(.warning, "socket", "\(text); nginx needs mode 0660 and its own group, \(Self.nginxGroup)")
        }
        return Finding(.ok, "socket", text)
    }

    /// Of nginx's workers, in Debian's package.
    private static let nginxGroup = "www-data"

    /// The first version without CVE-2025-23016, by which whoever reaches the socket may run code in the service.
    private static let safeLibrary = "2.4.2-2+deb12u1"

    /// The library itself does not say its version; Debian's packages do.
    func library() -> Finding {
        let query = [
            "dpkg-query", "--show", "--showformat", "${db:Status-Status} ${Package} ${Version}\n", "libfcgi0*",
        ]
        let installed = Subprocess.run(query)?.output.split(separator: "\n").map { $0.split(separator: " ") }
            .first { $0.count == 3 && $0[0] == "installed" }
        guard let installed else {
            return Finding(
                .warning, "libfcgi", "its version is unknown here; see to it that CVE-2025-23016 is closed in it")
        }
        let (package, version) = (installed[1], String(installed[2]))
        let comparison = Subprocess.run(["dpkg", "--compare-versions", version, "ge", Self.safeLibrary])
        guard comparison?.status == 0 else {
            return Finding(
                .failed, "libfcgi",
                "\(package) is \(version), older than \(Self.safeLibrary), which closes CVE-2025-23016; upgrade it: apt-get install \(package)"
            )
        }
        return Finding(.ok, "libfcgi", "\(package) \(version)")
    }

    /// A user's name, or else the number.
    private static func user(_ id: uid_t) -> String {
        getpwuid(id).map { String(cString: $0.pointee.pw_name) } ?? "user \(id)"
    }
}
