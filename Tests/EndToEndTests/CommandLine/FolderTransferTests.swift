import Foundation
import TestSupport
import Testing

/// Tests `export --markdown` and `import` with folders.
@Suite struct FolderTransferTests {
    private func makeDatabase(_ lines: [String] = []) throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        let command = try Command("import", in: folder, input: Array(lines.joined(separator: "\n").utf8))
        #expect(command.status == 0, "\(command.errors)")
        return folder
    }

    private func line(_ id: Int, _ title: String, _ content: String, pinned: Bool = false, at time: String? = nil)
        -> String
    {
        let values: [String: Any] = [
            "id": id, "title": title, "content": content, "is_pinned": pinned, "created_at": time ?? NSNull(),
            "updated_at": time ?? NSNull(),
        ]
        let data = try? JSONSerialization.data(withJSONObject: values)
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    /// Writes files into a new folder, with the folders of their paths.
    private func makeFiles(_ files: [String: String], in folder: TemporaryDirectory, _ name: String = "in") throws {
        for (path, text) in files {
            let file = URL(filePath: folder.file("\(name)/\(path)"))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    /// The bytes of all files in a folder, by name.
    private func files(_ folder: TemporaryDirectory, _ name: String) throws -> [String: [UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file(name))
        return Dictionary(uniqueKeysWithValues: names.map { ($0, folder.read("\(name)/\($0)")) })
    }

    /// The title and content of each note, sorted.
    private func notes(_ folder: TemporaryDirectory) throws -> [[String]] {
        let command = try Command("export", in: folder)
        #expect(command.status == 0, "\(command.errors)")
        return try command.text.split(separator: "\n").map { line in
            let note = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return [note?["title"] as? String ?? "", note?["content"] as? String ?? ""]
        }.sorted { $0[0] < $1[0] }
    }

    @Test func anImportedExportIsExportedIdentically() throws {
        let time = "2026-01-31T09:05:00.000123Z"
        let folder = try makeDatabase([
            line(3, "a/b.. ", "text\r\n\r\nno end", at: time),
            line(4, "CON", "---\ntitle: x\n---\n", pinned: true, at: time),
            line(9, "Same", "second", at: "2026-02-01T00:00:00Z"), line(5, "same", "first", at: time),
            line(6, "same", "first", at: time), line(7, "Same", "third"), line(8, "😀 \u{1}\n", "e\u{301}"),
            line(10, "", ""), line(11, "big", String(repeating: "größe\n", count: 150_000)),
            line(12, "Same (2)", "x", at: "2025-01-01T00:00:00Z"),
        ])
        let exported = try Command("export", "--markdown", "out", in: folder)
        #expect(exported.status == 0 && exported.output.isEmpty && exported.errors.isEmpty, "\(exported.errors)")
        let original = try files(folder, "out")
        #expect(
            Set(original.keys) == [
                "a-b.md", "_CON.md", "Same.md", "Same (2).md", "same (3).md", "same (4).md", "Same (5).md", "😀.md",
                "Untitled.md",
                "big.md",
            ])
        #expect(
            String(decoding: original["_CON.md"] ?? [], as: UTF8.self) == """
                ---
                title: "CON"
                created: 2026-01-31T09:05:00.000123Z
                updated: 2026-01-31T09:05:00.000123Z
                pinned: true
                ---
                ---
                title: x
                ---

                """)

        let new = try makeDatabase()
        let imported = try Command("import", folder.file("out"), in: new)
        #expect(
            imported.text == "notes.db: notes added: 10; already there: 0; files left out: 0\n", "\(imported.errors)")
        #expect(try Command("export", "--markdown", "out", in: new).status == 0)
        #expect(try files(new, "out") == original)
        for target in [new, folder] {
            let again = try Command("import", folder.file("out"), in: target)
            #expect(again.text == "notes.db: notes added: 0; already there: 10; files left out: 0\n")
        }
    }

    @Test func anExportNeverTouchesAFolderWithFiles() throws {
        let folder = try makeDatabase([line(1, "t", "c")])
        try makeFiles(["t.md": "mine"], in: folder, "full")
        let command = try Command("export", "--markdown", "full", in: folder)
        #expect(command.status == 1)
        #expect(command.error?.contains("the folder full is not empty") == true, "\(command.errors)")
        #expect(try files(folder, "full") == ["t.md": Array("mine".utf8)])
        try FileManager.default.createDirectory(atPath: folder.file("empty"), withIntermediateDirectories: false)
        #expect(try Command("export", "--markdown", "empty/", in: folder).status == 0)
        #expect(try files(folder, "empty").keys.sorted() == ["t.md"])
        for file in ["notes.db", "missing/new"] {
            #expect(try Command("export", "--markdown", file, in: folder).error != nil)
        }
    }

    @Test func anExportThatFailsLeavesNoFolder() throws {
        let folder = try makeDatabase([line(1, "good", "c"), line(2, "bad", "a\0b")])
        let command = try Command("export", "--markdown", "out", in: folder)
        #expect(command.status == 1)
        #expect(command.error?.contains("note 2: a Markdown file cannot hold it") == true, "\(command.errors)")
        #expect(try !folder.names.contains("out"))
    }

    @Test func aVaultOfObsidianIsImported() throws {
        let folder = try makeDatabase()
        try makeFiles(
            [
                "Recipes/Soups/leek.md": "---\ntags: [dinner]\nsource: [[Grandma]]\n---\nBoil.",
                "Daily/2024-05-01.md": "- [ ] call", "Ideas.MD": "", ".obsidian/app.json": "{}", ".trash/old.md": "old",
                "image.png": "\u{89}PNG", "board.canvas": "{}", "data.json": "{}",
            ], in: folder)
        try folder.write([0x61, 0xFF], to: "in/latin.md")
        try makeFiles(["secret.md": "secret"], in: folder, "outside")
        let links = [
            ("leak", "../outside"), ("loop", "."), ("leak.md", "../outside/secret.md"), ("dead.md", "nowhere"),
        ]
        for (name, target) in links {
            try FileManager.default.createSymbolicLink(atPath: folder.file("in/\(name)"), withDestinationPath: target)
        }
        let dryRun = try Command("import", "in", "--dry-run", in: folder)
        #expect(dryRun.status == 0, "\(dryRun.errors)")
        #expect(dryRun.text.contains("would add Recipes/Soups/leek.md: leek\n"), "\(dryRun.text)")
        #expect(dryRun.text.contains("notes.db: if imported, notes added: 3; already there: 0; files left out: 10\n"))
        #expect(try notes(folder).isEmpty)

        let command = try Command("import", "in", in: folder)
        #expect(command.status == 0, "\(command.errors)")
        for remark in [
            "not imported: .obsidian is hidden", "not imported: .trash is hidden",
            "not imported: image.png is not a note",
            "not imported: latin.md is not text in UTF-8", "not imported: leak is a symbolic link",
            "not imported: data.json is not a note of Google Keep",
            "notes added: 3; already there: 0; files left out: 10\n",
        ] {
            #expect(command.text.contains(remark), "\(command.text)")
        }
        #expect(
            try notes(folder) == [
                ["2024-05-01", "- [ ] call\n\n#Daily\n"], ["Ideas", "Ideas"],
                ["leek", "Boil.\n\n```yaml\ntags: [dinner]\nsource: [[Grandma]]\n```\n\n#dinner #Recipes/Soups\n"],
            ])
        #expect(try Command("import", "in", in: folder).text.contains("notes added: 0; already there: 3;"))
    }

    @Test func flatnotesAndSilverBulletAreImported() throws {
        let folder = try makeDatabase()
        try makeFiles(
            [
                "Shopping.md": "Milk #food\n", ".flatnotes/index.toc": "x",
                "Journal/2024-05-01.md": "---\ntags: day\n---\n* [ ] call",
                "index.md": "# Welcome\n\n[[Journal/2024-05-01]]\n",
            ], in: folder)
        #expect(try Command("import", "in", in: folder).status == 0)
        #expect(
            try notes(folder) == [
                ["2024-05-01", "* [ ] call\n\n#day #Journal\n"], ["Shopping", "Milk #food\n"],
                ["Welcome", "# Welcome\n\n[[Journal/2024-05-01]]\n"],
            ])
    }

    @Test func categoriesOfNextcloudBecomeTags() throws {
        let folder = try makeDatabase()
        try makeFiles(["To do/Home/Paint.txt": "white", "Plain.md": "Plain\ntext"], in: folder)
        #expect(try Command("import", "in", in: folder).status == 0)
        #expect(try notes(folder) == [["Paint", "white\n\n#To-do/Home\n"], ["Plain", "Plain\ntext"]])
    }

    @Test func googleKeepsTakeoutIsImported() throws {
        let folder = try makeDatabase()
        let members = #""isPinned":false,"isArchived":false,"userEditedTimestampUsec":1600000000000000"#
        try makeFiles(
            [
                "Takeout/Keep/a.json":
                    #"{"isTrashed":false,"title":"Shop","listContent":[{"text":"Milk","isChecked":true}],\#(members)}"#,
                "Takeout/Keep/a.html": "<html>", "Takeout/Keep/Labels.txt": "x", "Takeout/Keep/photo.jpg": "",
                "Takeout/Keep/b.json": #"{"isTrashed":true,"title":"Gone","textContent":"x",\#(members)}"#,
                "Takeout/Keep/c.json":
                    #"{"isTrashed":false,"title":"Trip","textContent":"Rome","attachments":[{"filePath":"photo.jpg"}],\#(members)}"#,
            ], in: folder)
        let command = try Command("import", "in", in: folder)
        #expect(command.status == 0, "\(command.errors)")
        #expect(
            command.text == """
                not imported from Takeout/Keep/c.json: photo.jpg
                not imported: Takeout/Keep/b.json is in the trash of Google Keep; --include-trashed imports it
                not imported: Takeout/Keep/Labels.txt is Google Keep's list of labels
                not imported: Takeout/Keep/photo.jpg is not a note: its name does not end with .md, .txt or .json
                notes.db: notes added: 2; already there: 0; files left out: 3

                """)
        #expect(try notes(folder) == [["Shop", "- [x] Milk"], ["Trip", "Rome"]])
        #expect(
            try Command("import", "in", "--include-trashed", in: folder).text.contains(
                "notes added: 1; already there: 2;"))
        #expect(try notes(folder).first == ["Gone", "x\n\n#trashed\n"])
    }

    @Test func mistakesOnTheCommandLineAreExplained() throws {
        let folder = try makeDatabase()
        for arguments in [
            ["export", "--markdown", "x", "file"], ["export", "--markdown", "x", "--all"],
            ["export", "--markdown", ""],
            ["import", "notes.db", "--dry-run"], ["import", "-", "--include-trashed"],
        ] {
            let command = try Command(arguments: arguments, in: folder)
            #expect(command.status == 64 && command.error != nil, "\(arguments) \(command.errors)")
        }
        #expect(try folder.names == ["notes.db"])
    }

    @Test func anImportReachesARunningService() throws {
        let service = try Service()
        try service.createNote("there", content: "text")
        try makeFiles(["there.md": "text", "new.md": "imported"], in: service.folder)
        let command = try Command("import", "in", in: service.folder)
        #expect(command.text == "notes.db: notes added: 1; already there: 1; files left out: 0\n", "\(command.errors)")
        #expect(
            try service.send(FastCGIRequest("GET", "/api/notes/search?q=imported")).text.contains(#""title":"new""#))
    }
}
