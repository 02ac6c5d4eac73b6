import GRDBSQLite
import Synchronization

/// The header of the wal-index, which changes with every commit. The wal-index is the memory that all connections of
/// all processes share to find the latest pages in the write-ahead log.
///
/// SQLite documents the header (https://www.sqlite.org/walformat.html, section 2.1): two copies of 48 bytes. A commit
/// writes the second copy, then the first one. So if both are the same, they belong to one commit.
struct WALIndexHeader {
    private typealias Words = (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

    /// The version of the format, in the first four bytes.
    private static let format: UInt32 = 3_007_000
    /// How often to read the copies again, while a commit is writing them.
    private static let attempts = 100

    /// SQLite's own mapping of the shared memory. It stays where it is until the connection is closed.
    private let copies: UnsafeRawPointer

    /// - Parameter connection: must stay open, and must have read before.
    /// - Returns: nil if the database is not in WAL mode, or if the format of the header is unknown.
    init?(of connection: RawConnection) {
        // These functions of a file are part of the VFS interface: https://www.sqlite.org/c3ref/io_methods.html
        var file: UnsafeMutablePointer<sqlite3_file>?
        var memory: UnsafeMutableRawPointer?
        guard sqlite3_file_control(connection.handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK, let file,
            let methods = file.pointee.pMethods, methods.pointee.iVersion >= 2, let map = methods.pointee.xShmMap,
            map(file, 0, 32768, 0, &memory) == SQLITE_OK, let memory
        else { return nil }
        self.init(copies: memory)
        guard hash != nil else { return nil }
    }

    init(copies: UnsafeRawPointer) {
        self.copies = copies
    }

    /// A number that depends on all bytes of the header; nil if the header stays incomplete or has another format.
    var hash: Int64? {
        for _ in 0..<Self.attempts {
            let first = copies.load(as: Words.self)
            atomicMemoryFence(ordering: .acquiring)
            let second = copies.load(fromByteOffset: 48, as: Words.self)
            guard first == second else { continue }
            return withUnsafeBytes(of: first) { bytes in
                // Byte 12 is isInit: whether the header is valid.
                guard bytes.load(as: UInt32.self) == Self.format, bytes[12] == 1 else { return nil }
                var hasher = Hasher()
                hasher.combine(bytes: bytes)
                return Int64(hasher.finalize())
            }
        }
        return nil
    }
}
