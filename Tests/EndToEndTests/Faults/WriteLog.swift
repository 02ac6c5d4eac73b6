import Foundation
import TestSupport

/// All that a service writes to its database and to the write-ahead log, and when it syncs them: a library that it is
/// started with (LD_PRELOAD) logs these calls in the order in which the kernel has them.
final class WriteLog: Sendable {
    struct Record {
        enum Kind: UInt64 {
            case written
            case truncated
            case synced
        }

        let kind: Kind
        /// 0: the database, 1: its write-ahead log.
        let file: Int
        /// Of a truncated file, its length.
        let offset: Int
        /// What was written.
        let bytes: ArraySlice<UInt8>
        /// Where the record ends in the log.
        let end: Int
    }

    private let folder: TemporaryDirectory
    private let path: String

    /// For the service.
    var environment: [String: String] {
        ["LD_PRELOAD": folder.file("write-log.so"), "WRITE_LOG": path, "READ_ONLY": folder.file("read-only")]
    }

    /// How long the log is: what has happened so far.
    var position: Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Compiles the library, with the compiler that Swift brings along.
    init() throws {
        folder = try TemporaryDirectory()
        path = folder.file("log")
        let source = "\(Checkout.path)/Tests/EndToEndTests/Faults/write-log.c"
        let compiler = try ChildProcess(
            [Checkout.clang, "-shared", "-fPIC", "-O1", "-o", "write-log.so", source], in: folder.path,
            errors: folder.file("errors"))
        guard try compiler.wait(within: 60) == 0 else {
            throw ChildProcess.CannotStart(description: String(decoding: folder.read("errors"), as: UTF8.self))
        }
    }

    /// Lets the service's writing fail from now on, as on a disk that turned read-only.
    func refuseWrites() throws {
        try folder.write([], to: "read-only")
    }

    /// The records that are there as a whole.
    var records: [Record] {
        let log = folder.read("log")
        // struct record in write-log.c.
        let headerSize = 4 * MemoryLayout<UInt64>.size
        var records: [Record] = []
        var start = 0
        while start + headerSize <= log.count {
            let header = log.withUnsafeBytes { log in
                (0..<4).map { log.loadUnaligned(fromByteOffset: start + 8 * $0, as: UInt64.self) }
            }
            let end = start + headerSize + Int(header[3])
            guard end <= log.count, let kind = Record.Kind(rawValue: header[0]) else { break }
            records.append(
                Record(
                    kind: kind, file: Int(header[1]), offset: Int(header[2]), bytes: log[(start + headerSize)..<end],
                    end: end))
            start = end
        }
        return records
    }
}
