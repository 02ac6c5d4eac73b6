import Foundation
import Testing
import TestSupport

/// If the service may not write its database, it does not start, writes one line and changes nothing.
///
/// root may write any file. So if root runs the tests, the service runs as nobody.
@Suite struct NoPermissionTests {
    @Test(arguments: [
        (file: 0o000, folder: 0o777), (file: 0o444, folder: 0o777), (file: 0o666, folder: 0o555),
        (file: 0o666, folder: 0o000),
    ])
    func theServiceDoesNotStart(file: Int, folder permissions: Int) throws {
        let folder = try Service.makeFolder()
        let data = folder.file("data")
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
        let environment = ["DATABASE_URL": "sqlite:///data/notes.db"]
        #expect(try Command("migrate", in: folder, environment: environment).status == 0)
        let bytes = folder.read("data/notes.db")

        // The user nobody needs this to create the socket.
        try set(0o777, folder.path)
        try set(file, "\(data)/notes.db")
        try set(permissions, data)
        defer { try? set(0o700, data) }
        let prefix =
            try geteuid() == 0 ? [Program.setpriv.path, "--reuid=65534", "--regid=65534", "--clear-groups", "--"] : []
        let service = try Service(starting: folder, environment: environment, prefix: prefix)
        #expect(try service.process.wait(within: 20) == 1)
        #expect(service.errors.split(separator: "\n").count == 1, "\(service.errors)")
        #expect(service.errors.contains("cannot open the database data/notes.db: "), "\(service.errors)")

        try set(0o700, data)
        try set(0o600, "\(data)/notes.db")
        #expect(folder.read("data/notes.db") == bytes)
        #expect(try FileManager.default.contentsOfDirectory(atPath: data) == ["notes.db"])
    }

    private func set(_ permissions: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
    }
}
