import Foundation
import TestSupport

/// A service whose database is on a disk of its own, which can be made read-only.
///
/// For root it is an ext4 in a file, mounted where only the service sees it, so that it goes when the service does. An
/// ordinary user may not mount one: there, the service's own calls fail as they would on such a disk.
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
        // As an error of the disk does (ext4(5)); a mere `remount,ro` is refused while files are open.
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
