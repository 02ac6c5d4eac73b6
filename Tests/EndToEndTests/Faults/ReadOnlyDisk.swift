import Foundation
import TestSupport

/// A service whose disk can become read-only.
///
/// If root runs the tests, the disk is an ext4 file system in a file. Only the service sees the mount, which disappears with
/// the service. Other users may not mount a file system. For them, a `WriteLog` makes the service's writes fail instead.
final class ReadOnlyDisk {
    let service: Service
    private let log: WriteLog?

    init() throws {
        let folder = try Service.makeFolder()
        if Self.canMount {
            let mount = """
                mkdir disk && truncate -s 32M image && mkfs.ext4 -q image && mount -o loop image disk && exec "$@"
                """
            log = nil
            service = try Service(
                starting: folder, environment: ["DATABASE_URL": "sqlite:///disk/notes.db"],
                prefix: [Program.unshare.path, "-m", "--", Program.bash.path, "-c", mount, "bash"])
        } else {
            let log = try WriteLog()
            self.log = log
            service = try Service(starting: folder, environment: log.environment)
        }
        try service.waitUntilReady()
    }

    func turnReadOnly() throws {
        if let log { return try log.refuseWrites() }
        // ext4 itself does this after a disk error (ext4(5)). The option `ro` would be refused while files are open.
        let mount = try ChildProcess(
            ["nsenter", "--target", "\(service.process.id)", "--mount", "mount", "-o", "remount,abort"]
                + [service.folder.file("disk")],
            in: "/", errors: service.folder.file("mount-errors"))
        guard try mount.wait(within: 20) == 0 else {
            let errors = service.folder.read("mount-errors")
            throw ChildProcess.CannotStart(description: String(decoding: errors, as: UTF8.self))
        }
    }

    private static var canMount: Bool { geteuid() == 0 && access("/dev/loop-control", R_OK | W_OK) == 0 }
}
