import Glibc
import Notes

/// Collects bytes and writes them to a descriptor in blocks of at least 64 KiB.
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

    /// - Throws: `BrokenPipe` if nobody reads the pipe any more; `UserError` if writing fails for another reason.
    mutating func append(_ bytes: [UInt8]) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.capacity { try flush() }
    }

    /// Writes all bytes that are still collected; call it after the last `append`. Throws the same errors as `append`.
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
