import Notes
import TestSupport
import Testing

@testable import notes_fcgi

/// Files of flatnotes, Obsidian, SilverBullet and Nextcloud Notes.
@Suite struct MarkdownNoteTests {
    private static let changed = Timestamp("2025-06-01 12:00:00")

    private func read(_ file: String, _ path: String = "File name.md") throws -> Note {
        try MarkdownNote.read(file, path: path, changedAt: Self.changed, id: 1)
    }

    @Test(arguments: [
        ("---\ntitle: From front matter\n---\n# Heading\n", "From front matter"), ("# Heading #\ntext", "Heading"),
        ("\n\n## A **bold** [link](x)\n", "A bold link"), ("Heading\n===\ntext", "Heading"),
        ("text\n# Later", "File name"),
        ("#tag\ntext", "File name"), ("", "File name"), ("# \ntext", "File name"), ("# 1. Plan\n", "1. Plan"),
        ("---\ntitle: ''\n---\ntext", "File name"), ("---\ntitle:\n---\n# Heading", "Heading"),
        ("\u{FEFF}# Marked\n", "Marked"), ("- item\n---\nx", "File name"), ("---\r\ntitle: CRLF\r\n---\r\nx", "CRLF"),
    ])
    func theTitleComesFromFrontMatterOrTheFirstHeadingOrTheName(_ file: String, _ title: String) throws {
        #expect(try read(file).title == title)
    }

    @Test func theTextStaysAsItIs() throws {
        for text in [
            "# Heading\r\ntext", "  indented\n\n", "no end", "---\nnot yaml: [\n---\n", "---\nnever closed: 1\n",
        ] {
            #expect(Array(try read(text).content.utf8) == Array(text.utf8))
        }
        #expect(try read("---\ntitle: t\n---\n\n text\n").content == "\n text\n")
    }

    @Test func obsidiansFrontMatterIsTakenOver() throws {
        let note = try read(
            """
            ---
            title: "Trip: Rome"
            created: 2024-05-01T10:00:00Z
            date modified: 2024-05-02T10:00:00.5+02:00
            tags:
              - travel/italy
              - "#to do"
            aliases: []
            cssclasses:
            pinned: true
            ---
            Colosseum
            """, "Trips/2024 Spring/rome.md")
        #expect(note.title == "Trip: Rome" && note.isPinned)
        #expect(note.content == "Colosseum\n\n#travel/italy #to-do #Trips/2024-Spring\n")
        #expect(note.createdAt == Timestamp("2024-05-01 10:00:00"))
        #expect(note.updatedAt == Timestamp("2024-05-02 08:00:00.5"))
    }

    @Test func theTimesOfTheFileStandIn() throws {
        let plain = try read("text")
        #expect(plain.createdAt == Self.changed && plain.updatedAt == Self.changed)
        let older = try read("---\ncreated: 2024-05-01T10:00:00Z\n---\ntext")
        #expect(older.createdAt == Timestamp("2024-05-01 10:00:00") && older.updatedAt == Self.changed)
        let newer = try read("---\ncreated: 2026-05-01T10:00:00Z\n---\ntext")
        #expect(newer.createdAt == newer.updatedAt)
        let updated = try read("---\nupdated: 2024-05-01T10:00:00Z\n---\ntext")
        #expect(updated.createdAt == updated.updatedAt)
    }

    @Test(arguments: [
        ("tags: [a, b c, Ä]", "#a #b-c #Ä"), ("tags: a b", "#a #b"), ("tags: 'one two, three'", "#one-two #three"),
        ("tag: \"#x\"", "#x"), ("tags: [A, a, 2024]", "#A #2024"),
        ("tags: [हिन्दी, R&D, 📥 Inbox, 🏠]", "#हिन्दी #R-D #Inbox #🏠"),
    ])
    func tagsBecomeALastLine(_ line: String, _ tags: String) throws {
        #expect(try read("---\n\(line)\n---\ntext\n").content == "text\n\n\(tags)\n")
    }

    @Test func frontMatterThatANoteCannotHoldStaysAsCode() throws {
        let block = "title: Soup\naliases: [Potage]\nrating: 5 ```\n"
        let note = try read("---\n\(block)---\nBoil.", "Food/soup.md")
        #expect(note.title == "Soup")
        #expect(note.content == "Boil.\n\n````yaml\n\(block)````\n\n#Food\n")
        let lines = "title: [a]\ncreated: yesterday\ntags: {a: b}\npinned: maybe\nupdated: 2024-01-01\n"
        let odd = try read("---\n\(lines)---\nx")
        #expect(odd.title == "File name" && odd.content == "x\n\n```yaml\n\(lines)```\n")
    }

    @Test(arguments: [
        "---\nmilk\n---\nbread", "---\nNote: hello\n---\nrest", "---\ntitle: a: b\n---\nx",
        "---\ntitle: a\ntitle: b\n---\nx",
        "---\n\ttitle: x\n---\nx", "---\na: &x [1]\nb: *x\ntitle: t\n---\nx", "----\ntitle: x\n---\n", "---\n---\ntext",
        "---\n- title: x\n---\nx", "---\n%YAML 9\n---\nx",
    ])
    func aBlockThatIsNotFrontMatterIsText(_ file: String) throws {
        let note = try read(file)
        #expect(note.title == "File name" && note.content == file)
    }

    @Test func hostileFrontMatterTakesNoTime() throws {
        let bombs = (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
        for block in [
            String(repeating: "[", count: 60_000), String(repeating: "{a: ", count: 15_000),
            String(repeating: "- ", count: 30_000), String(repeating: "? ", count: 30_000),
            "a0: &a0 x\n\(bombs)", String(repeating: "a", count: 60_000) + ": x",
            String(repeating: "!a ", count: 20_000),
            String(repeating: "\"", count: 60_000), String(repeating: "a:\n", count: 20_000),
            (0..<300).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        ] {
            let file = "---\n\(block)\ntitle: x\n---\ntext"
            let start = ContinuousClock.now
            #expect(try read(file).content.contains("text"))
            #expect(ContinuousClock.now - start < .seconds(5), "\(block.prefix(20))")
        }
        var random = SplitMix64(state: 7)
        let parts = [
            "a: ", "\n", "  ", "[", "]", "{", "}", "- ", "? ", "\"", "'", "|", ">", "#", "!", "%", "\\x", "\t", "x",
            ",", "&b", "\\uD800",
        ]
        for _ in 0..<3000 {
            let block = (0..<20).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
            #expect(try read("---\ntitle: x\n\(block)\n---\ntext").content.contains("text"))
        }
    }

    @Test func aTitleThatIsTooLongIsCutAndStaysInTheText() throws {
        let title = String(repeating: "long ", count: 100) + "end"
        let note = try read("---\ntitle: \(title)\n---\ntext")
        #expect(note.title.unicodeScalars.count == 200 && note.title.hasSuffix("…"))
        #expect(note.content == "\(title)\n\ntext")
        let heading = try read("# \(title)\n\ntext")
        #expect(heading.title == note.title && heading.content == "# \(title)\n\ntext")
    }

    @Test(arguments: [
        ("```sh\nls", "```sh\nls\n```\n\n#a\n"), ("~~~~\nx\n~~~\n", "~~~~\nx\n~~~\n~~~~\n\n#a\n"),
        ("```\nx\n````\n", "```\nx\n````\n\n#a\n"), ("```a`\nx", "```a`\nx\n\n#a\n"), ("    ```", "    ```\n\n#a\n"),
        ("```\r\nx", "```\r\nx\r\n```\r\n\r\n#a\r\n"),
    ])
    func tagsFollowTheEndOfAnOpenBlockOfCode(_ text: String, _ content: String) throws {
        #expect(try read(text, "a/b.md").content == content)
        #expect(try read(text).content == text)
    }

    @Test func namesOfFilesAreComposed() throws {
        let note = try read("text", "Cafe\u{301}/u\u{308}ber.md")
        #expect(Array(note.title.utf8) == Array("\u{FC}ber".utf8))
        #expect(Array(note.content.utf8) == Array("text\n\n#Caf\u{E9}\n".utf8))
    }

    @Test func anEmptyFileKeepsItsNameAsText() throws {
        let note = try read(" \n", "Ideas.md")
        #expect(note.title == "Ideas" && note.content == "Ideas")
    }

    @Test func aTextThatBreaksARuleIsRefusedWithTheReason() {
        func reason(_ file: String) -> String {
            do {
                _ = try read(file)
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(reason("a\0b").contains("NUL"))
        #expect(reason(String(repeating: "x", count: (1 << 20) + 1)).contains("1048576 bytes"))
        #expect(reason(String(repeating: "x", count: 1 << 20)).isEmpty)
    }
}
