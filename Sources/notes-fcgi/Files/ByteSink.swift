import Glibc
import Notes

/// Collects bytes and writes them to a descriptor in blocks of 64 KiB.
struct ByteSink {
    private static let capacity = 1 << 16

    private let descriptor: CInt
    private let name: String
    private var buffer: [UInt8] = []

    /// - Parameter name: the name of the file in error messages.
    init(_ descriptor: CInt, name: String) {
        self.descriptor = descriptor
        self.name = name
        buffer.reserveCapacity(Self.capacity)
    }

    /// - Throws: `BrokenPipe`, or `UserError`.
    mutating func append(_ bytes: [UInt8]) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.capacity { try flush() }
    }

    /// Writes all collected bytes, and throws like `append`.
    mutating func flush() throws {
        var written = 0
        while written < buffer.count {
            let count = buffer[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EPIPE { throw BrokenPipe() }
            guard count >= 0 else { throw UserError("cannot write \(name): \(String(cString: strerror(errno)))") }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
