import Notes
import TestSupport
import Testing

@testable import notes_fcgi

/// A note becomes a file, and the file becomes the same note.
@Suite struct MarkdownFileTests {
    private static let time = Timestamp("2026-01-31 09:05:00.000123")

    private func note(
        _ title: String = "Title", _ content: String = "Text", isPinned: Bool = false, createdAt: Timestamp? = time,
        updatedAt: Timestamp? = time
    ) -> Note {
        Note(id: 7, title: title, content: content, isPinned: isPinned, createdAt: createdAt, updatedAt: updatedAt)
    }

    /// Reads the file of a note as the import does.
    private func reread(_ note: Note) throws -> Note {
        let file = String(decoding: MarkdownFile(note).bytes, as: UTF8.self)
        return try MarkdownNote.read(file, path: "folder/name.md", changedAt: Timestamp("2000-01-01 00:00:00"), id: 7)
    }

    @Test func aFileHasFrontMatterAndThenTheText() {
        let file = String(decoding: MarkdownFile(note("a \"b\" \\ c", "# Text\r\n")).bytes, as: UTF8.self)
        #expect(
            Array(file.utf8)
                == Array(
                    """
                    ---
                    title: "a \\"b\\" \\\\ c"
                    created: 2026-01-31T09:05:00.000123Z
                    updated: 2026-01-31T09:05:00.000123Z
                    pinned: false
                    ---
                    # Text\r

                    """.utf8))
    }

    @Test(arguments: [
        "", "\n", "a\r\nb", "no final line feed", "---\n", "---\ntitle: x\n---\ntext", "\n---\n", "\u{FEFF}mark",
        " white ",
        "a\u{1}b\u{85}\u{2028}", "e\u{301} é \u{FFFE} \u{10FFFF}", "# Heading", "```\nopen", "...\n", "\r", "\u{200B}",
    ])
    func everyTextIsReadAgainByteByByte(_ text: String) throws {
        let original = note("t", text)
        #expect(try reread(original).isIdentical(to: original))
        let titled = note(text, "c")
        #expect(try reread(titled).isIdentical(to: titled))
        #expect(MarkdownFile(titled).isReadable)
    }

    @Test func pinsAndMissingTimesAreReadAgain() throws {
        for note in [
            note(isPinned: true), note(createdAt: nil), note(updatedAt: nil), note(createdAt: nil, updatedAt: nil),
            note(createdAt: Timestamp("0000-01-01 00:00:00"), updatedAt: Timestamp("9999-12-31 23:59:59.999999")),
        ] {
            #expect(try reread(note).isIdentical(to: note))
        }
    }

    @Test func aMegabyteOfTextIsReadAgain() throws {
        let original = note("t", String(repeating: "größe\r\n---\n", count: (1 << 20) / 12))
        #expect(try reread(original).isIdentical(to: original))
    }

    @Test func randomNotesAreReadAgain() throws {
        var random = SplitMix64(state: 15)
        let parts = [
            "---", "\n", "\r\n", "\"", "\\", "'", ": ", "title: ", "- ", "#", "é", "e\u{301}", "😀", "\u{85}",
            "\u{2029}", "\t",
            " ", "&a", "*a", "{", "[", "|", ">", "%", "@", "null", "\u{1B}", "\u{7F}", "\u{FEFF}", "عربى", "```",
            "\u{E000}",
        ]
        func text(_ length: Int) -> String {
            (0..<Int.random(in: 0...length, using: &random)).map { _ in
                parts.randomElement(using: &random) ?? ""
            }.joined()
        }
        func time() -> Timestamp? {
            Bool.random(using: &random)
                ? Timestamp(
                    microseconds: .random(in: -60_000_000_000_000_000...250_000_000_000_000_000, using: &random)) : nil
        }
        for _ in 0..<2000 {
            let original = note(
                text(10), text(30), isPinned: .random(using: &random), createdAt: time(), updatedAt: time())
            #expect(try reread(original).isIdentical(to: original), "\(original)")
            #expect(MarkdownFile(original).isReadable)
        }
    }

    @Test func aNoteThatAFileCannotHoldIsNotReadable() {
        #expect(!MarkdownFile(note("t", "a\0b")).isReadable)
        #expect(MarkdownFile(note(String(repeating: "x", count: 100_000), "c")).isReadable)
        #expect(MarkdownFile(note("a\0b", "c")).isReadable)
    }
}
