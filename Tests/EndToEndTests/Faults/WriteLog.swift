import Foundation
import TestSupport

/// A log of all writes and syncs of a service's database and write-ahead log, in the order of the system calls.
///
/// The service loads a library (LD_PRELOAD, write-log.c) that writes the log.
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
        /// Where the bytes were written in the file; for a truncated file, its new length.
        let offset: Int
        /// The written bytes.
        let bytes: ArraySlice<UInt8>
        /// The position in the log where this record ends.
        let end: Int
    }

    private let folder: TemporaryDirectory
    private let path: String

    /// The environment variables for the service.
    var environment: [String: String] {
        ["LD_PRELOAD": folder.file("write-log.so"), "WRITE_LOG": path, "READ_ONLY": folder.file("read-only")]
    }

    /// The current length of the log in bytes.
    var position: Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Compiles the library with the C compiler of the Swift toolchain.
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

    /// Makes all further writes of the service fail, as on a read-only disk.
    func refuseWrites() throws {
        try folder.write([], to: "read-only")
    }

    /// All complete records.
    var records: [Record] {
        let log = folder.read("log")
        // The size of `struct record` in write-log.c.
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
