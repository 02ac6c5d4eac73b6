import Glibc
import Notes

/// Reads a file or a pipe line by line.
final class LineReader {
    /// The number of the line that `next()` returned last, from 1; 0 before the first line.
    private(set) var number = 0
    private let name: String
    private let maximumBytes: Int
    private let descriptor: CInt
    private var buffer: [UInt8]
    /// The part of `buffer` that `next()` has not returned yet.
    private var unread = 0..<0

    /// - Parameters:
    ///   - path: the file to read; `-` is the standard input.
    ///   - maximumBytes: the longest line that is accepted.
    /// - Throws: `UserError` if the file cannot be opened.
    init(_ path: String, maximumBytes: Int) throws(UserError) {
        self.maximumBytes = maximumBytes
        buffer = Array(repeating: 0, count: 1 << 16)
        name = path == "-" ? "the standard input" : path
        descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.systemError(name) }
    }

    deinit {
        close(descriptor)
    }

    /// Returns the next line without its line feed, or nil at the end. The last line may lack a line feed.
    ///
    /// A byte order mark at the start of the file is not part of the first line: some editors add the mark.
    ///
    /// - Throws: `UserError` if the file cannot be read, or if the line is too long.
    func next() throws(UserError) -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            let end = buffer[unread].firstIndex(of: UInt8(ascii: "\n"))
            line.append(contentsOf: buffer[unread.lowerBound..<(end ?? unread.upperBound)])
            unread = (end.map { $0 + 1 } ?? unread.upperBound)..<unread.upperBound
            guard line.count <= maximumBytes else {
                throw UserError("\(name), line \(number + 1): it is longer than \(maximumBytes >> 20) MiB")
            }
            if end == nil, try fill() { continue }
            if end == nil && line.isEmpty { return nil }
            number += 1
            if number == 1 && line.starts(with: Self.byteOrderMark) { line.removeFirst(Self.byteOrderMark.count) }
            return line
        }
    }

    /// U+FEFF in UTF-8.
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// - Returns: false at the end of the file.
    private func fill() throws(UserError) -> Bool {
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Self.systemError(name) }
            unread = 0..<count
            return count > 0
        }
    }

    private static func systemError(_ name: String) -> UserError {
        UserError("cannot read \(name): \(String(cString: strerror(errno)))")
    }
}
