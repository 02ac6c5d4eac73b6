import Glibc

/// Reads the lines of a file or of a pipe, one at a time.
final class LineReader {
    /// Why a file cannot be read, in one line that names it.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Of the line that was read last, from 1.
    private(set) var number = 0
    private let name: String
    private let maximumBytes: Int
    private let descriptor: CInt
    private var buffer: [UInt8]
    /// What of the buffer has been read and not yet handed out.
    private var unread = 0..<0

    /// - Parameters:
    ///   - path: of the file; `-` is the standard input.
    ///   - maximumBytes: a longer line is an error.
    /// - Throws: `Failure`.
    init(_ path: String, maximumBytes: Int) throws(Failure) {
        self.maximumBytes = maximumBytes
        buffer = Array(repeating: 0, count: 1 << 16)
        name = path == "-" ? "the standard input" : path
        descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(name) }
    }

    deinit {
        close(descriptor)
    }

    /// The next line without its line feed; nil at the end. The last line need not have one.
    ///
    /// - Throws: `Failure`.
    func next() throws(Failure) -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            let end = buffer[unread].firstIndex(of: UInt8(ascii: "\n"))
            line.append(contentsOf: buffer[unread.lowerBound..<(end ?? unread.upperBound)])
            unread = (end.map { $0 + 1 } ?? unread.upperBound)..<unread.upperBound
            guard line.count <= maximumBytes else {
                throw Failure(description: "\(name), line \(number + 1): it is longer than \(maximumBytes >> 20) MiB")
            }
            if end == nil, try fill() { continue }
            if end == nil && line.isEmpty { return nil }
            number += 1
            return line
        }
    }

    /// - Returns: false at the end.
    private func fill() throws(Failure) -> Bool {
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure(name) }
            unread = 0..<count
            return count > 0
        }
    }

    private static func failure(_ name: String) -> Failure {
        Failure(description: "cannot read \(name): \(String(cString: strerror(errno)))")
    }
}
