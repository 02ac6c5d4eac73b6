import Glibc

/// Writes bytes to a descriptor, some at a time.
struct ByteSink {
    /// Why nothing more can be written, in one line.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let capacity = 1 << 16

    private let descriptor: CInt
    private let name: String
    private var buffer: [UInt8] = []

    /// - Parameter name: what messages call it.
    init(_ descriptor: CInt, name: String) {
        self.descriptor = descriptor
        self.name = name
        buffer.reserveCapacity(Self.capacity)
    }

    /// - Throws: `Failure`, or `BrokenPipe`.
    mutating func append(_ bytes: [UInt8]) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.capacity { try flush() }
    }

    /// - Throws: `Failure`, or `BrokenPipe`.
    mutating func flush() throws {
        try buffer.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                if count < 0 && errno == EPIPE { throw BrokenPipe() }
                guard count >= 0 else {
                    throw Failure(description: "cannot write \(name): \(String(cString: strerror(errno)))")
                }
                rest = rest.dropFirst(count)
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
