import Glibc
import Notes

/// Reads a file or a pipe line by line.
final class LineReader {
    /// The number of the line that `next()` returned last, from 1; 0 before the first line.
    private(set) var number = 0
    private let name: String
    private let maximumBytes: Int
    private let file: UnsafeMutablePointer<FILE>

    /// - Parameters:
    ///   - path: the file to read; `-` is the standard input.
    ///   - maximumBytes: the length of the longest line that is accepted, in bytes without the line feed.
    /// - Throws: `UserError` if the file cannot be opened.
    init(_ path: String, maximumBytes: Int) throws(UserError) {
        self.maximumBytes = maximumBytes
        name = path == "-" ? "the standard input" : path
        guard let file = path == "-" ? fdopen(dup(STDIN_FILENO), "r") : fopen(path, "re") else {
            throw Self.systemError(name)
        }
        self.file = file
    }

    deinit {
        fclose(file)
    }

    /// Returns the next line without its line feed, or nil at the end. The last line may end without a line feed.
    ///
    /// Removes a byte order mark (U+FEFF) at the start of the file. Some editors add this mark.
    ///
    /// - Throws: `UserError` if the file cannot be read, or if the line is too long.
    func next() throws(UserError) -> [UInt8]? {
        var line: [UInt8] = []
        // Only this object uses the file, so reading a byte needs no lock (getc_unlocked(3)).
        while let byte = UInt8(exactly: getc_unlocked(file)) {
            if byte == UInt8(ascii: "\n") { return finish(line) }
            line.append(byte)
            guard line.count <= maximumBytes else {
                throw UserError("\(name), line \(number + 1): it is longer than \(maximumBytes >> 20) MiB")
            }
        }
        guard ferror(file) == 0 else { throw Self.systemError(name) }
        return line.isEmpty ? nil : finish(line)
    }

    /// Counts a line, and removes a byte order mark from the first line.
    private func finish(_ line: [UInt8]) -> [UInt8] {
        number += 1
        let byteOrderMark = "\u{FEFF}".utf8
        guard number == 1, line.starts(with: byteOrderMark) else { return line }
        return Array(line.dropFirst(byteOrderMark.count))
    }

    private static func systemError(_ name: String) -> UserError {
        UserError("cannot read \(name): \(String(cString: strerror(errno)))")
    }
}
