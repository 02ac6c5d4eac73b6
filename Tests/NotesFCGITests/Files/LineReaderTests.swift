import Foundation
import Notes
import TestSupport
import Testing

@testable import notes_fcgi

@Suite struct LineReaderTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func lines(_ text: String, maximumBytes: Int = 1 << 20) throws -> [String] {
        let path = directory.file("lines")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let reader = try LineReader(path, maximumBytes: maximumBytes)
        var lines: [String] = []
        while let line = try reader.next() {
            lines.append(String(decoding: line, as: UTF8.self))
            #expect(reader.number == lines.count)
        }
        #expect(try reader.next() == nil)
        return lines
    }

    @Test func theLastLineMayLackALineFeed() throws {
        #expect(try lines("") == [])
        #expect(try lines("a") == ["a"])
        #expect(try lines("a\nb\n") == ["a", "b"])
        #expect(try lines("\n\na") == ["", "", "a"])
        #expect(try lines("a\r\n") == ["a\r"])
    }

    @Test func aByteOrderMarkIsSkippedOnlyAtTheStart() throws {
        #expect(try lines("\u{FEFF}a\nb") == ["a", "b"])
        #expect(try lines("\u{FEFF}") == [""])
        #expect(try lines("\u{FEFF}\u{FEFF}a\n\u{FEFF}b") == ["\u{FEFF}a", "\u{FEFF}b"])
    }

    @Test func aLineMayBeLongerThanTheBuffer() throws {
        for length in [65535, 65536, 65537, 300_000] {
            let long = String(repeating: "x", count: length)
            #expect(try lines("\(long)\n\(long)\nend") == [long, long, "end"])
        }
    }

    @Test func aLineThatIsTooLongIsAnErrorWithItsNumber() throws {
        let error = #expect(throws: UserError.self) {
            try lines("short\n" + String(repeating: "x", count: 3_000_000), maximumBytes: 2 << 20)
        }
        #expect(error?.description.contains("line 2: it is longer than 2 MiB") == true)
    }
}
