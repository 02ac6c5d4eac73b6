import Foundation
import TestSupport
import Testing

/// Tests the commands export and import.
@Suite struct TransferTests {
    private static let texts = [
        "é", "e\u{301}", "größe 😀", "עברית", "👩‍👩‍👧", "a\\b\"c", "a\u{1}\t\r\nb", "a\u{2028}b", "<b>&amp;", "\u{FFFD}",
        String(repeating: "long\n", count: 5000),
    ]

    private func export(_ folder: TemporaryDirectory) throws -> [UInt8] {
        let command = try Command("export", in: folder)
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.errors.isEmpty)
        return command.output
    }

    private func makeDatabase() throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        _ = try Command("migrate", in: folder)
        return folder
    }

    private func line(_ id: Int, _ title: String = "t") -> String {
        #"{"id":\#(id),"title":"\#(title)","content":"c","is_pinned":false,"created_at":null,"updated_at":null}"# + "\n"
    }

    @Test func anImportedExportIsExportedIdentically() throws {
        let service = try Service()
        for text in Self.texts { try service.createNote("t", content: text) }
        #expect(
            try service.send(FastCGIRequest("PUT", "/api/notes/2", json: #"{"is_pinned":true}"#)).status == 200)
        #expect(try service.send(FastCGIRequest("DELETE", "/api/notes/3")).status == 200)

        let lines = try export(service.folder)
        let shown = try service.send(FastCGIRequest("GET", "/api/notes/2"))
        #expect(String(decoding: lines, as: UTF8.self).split(separator: "\n")[1] == shown.text)

        // Imports into a new database, into a database that a service uses, and into the original database.
        let new = try TemporaryDirectory()
        let imported = try Command("import", in: new, input: lines)
        #expect(imported.status == 0)
        #expect(imported.text == "notes.db: notes added: \(Self.texts.count - 1); already there: 0\n")
        #expect(try export(new) == lines)
        #expect(try new.names == ["notes.db"])

        let served = try Service()
        try served.folder.write(lines, to: "notes.jsonl")
        #expect(try Command("import", "notes.jsonl", in: served.folder).status == 0)
        #expect(try served.send(FastCGIRequest("GET", "/api/notes/2")).text == shown.text)
        #expect(try served.createNote("after").id == Self.texts.count + 1)

        let again = try Command("import", "-", in: service.folder, input: lines)
        #expect(again.text == "notes.db: notes added: 0; already there: \(Self.texts.count - 1)\n")
        #expect(try export(service.folder) == lines)
    }

    @Test func anExportOfAllHasTheHistoryAndTheTrash() throws {
        let service = try Service()
        for title in ["1", "2"] { try service.createNote(title, content: "c") }
        #expect(
            try service.send(FastCGIRequest("PUT", "/api/notes/1", json: #"{"title":"changed"}"#)).status == 200)
        #expect(try service.send(FastCGIRequest("DELETE", "/api/notes/2")).status == 200)
        let plain = try export(service.folder)
        let command = try Command("export", "--all", in: service.folder)
        #expect(command.status == 0 && command.errors.isEmpty, "\(command.errors)")
        #expect(command.output.starts(with: plain))
        #expect(command.text.split(separator: "\n").count == 3)

        let new = try TemporaryDirectory()
        for text in [
            "notes added: 1; already there: 0; past versions added: 2; already there: 0",
            "notes added: 0; already there: 1; past versions added: 0; already there: 2",
        ] {
            let imported = try Command("import", in: new, input: command.output)
            #expect(imported.text == "notes.db: \(text)\n", "\(imported.errors)")
            #expect(try Command("export", "--all", in: new).output == command.output)
            #expect(try export(new) == plain)
        }
        let older = try Command("import", in: service.folder, input: command.output)
        #expect(older.text == "notes.db: notes added: 0; already there: 1; past versions added: 0; already there: 2\n")
    }

    @Test func anExportReplacesAFile() throws {
        let folder = try makeDatabase()
        _ = try Command("import", in: folder, input: Array(line(7).utf8))
        try folder.write("old".utf8, to: "notes.jsonl")
        let command = try Command("export", "notes.jsonl", in: folder)
        #expect(command.status == 0 && command.output.isEmpty && command.errors.isEmpty)
        #expect(String(decoding: folder.read("notes.jsonl"), as: UTF8.self) == line(7))
        #expect(try folder.names == ["notes.db", "notes.jsonl"])
    }

    @Test(arguments: [
        ("nonsense\n", "line 3"), (#"{"id":3}"# + "\n", "line 3"), (#"{"id":3,"title":"#, "line 3"),
        (#"{"id":1,"title":"t","content":"c","is_pinned":false,"created_at":"now","updated_at":null}"#, "line 3"),
    ])
    func aBadLineIsAnErrorAndNothingIsChanged(_ bad: String, _ name: String) throws {
        let folder = try makeDatabase()
        let command = try Command("import", in: folder, input: Array((line(1) + "\n" + bad).utf8))
        #expect(command.status == 1)
        #expect(command.error?.contains(name) == true, "\(command.errors)")
        #expect(try export(folder).isEmpty)
    }

    @Test func aByteOrderMarkAtTheStartIsAccepted() throws {
        let folder = try makeDatabase()
        let command = try Command("import", in: folder, input: Array(("\u{FEFF}" + line(1) + line(2)).utf8))
        #expect(command.status == 0, "\(command.errors)")
        #expect(String(decoding: try export(folder), as: UTF8.self) == line(1) + line(2))
        let inside = try Command("import", in: folder, input: Array((line(3) + "\u{FEFF}" + line(4)).utf8))
        #expect(inside.error?.contains("line 2") == true, "\(inside.errors)")
    }

    @Test func aDifferentNoteWithTheSameIDIsAnErrorAndNothingIsChanged() throws {
        let folder = try makeDatabase()
        #expect(try Command("import", in: folder, input: Array((line(1) + line(2)).utf8)).status == 0)
        let command = try Command("import", in: folder, input: Array((line(3) + line(2, "other")).utf8))
        #expect(command.status == 1)
        #expect(command.error?.contains("line 2: there is a note 2 already") == true, "\(command.errors)")
        #expect(String(decoding: try export(folder), as: UTF8.self) == line(1) + line(2))
    }

    @Test func aFileThatCannotBeReadIsAnError() throws {
        let folder = try makeDatabase()
        for options in [[], ["--dry-run"]] {
            let command = try Command(arguments: ["import", "missing.jsonl"] + options, in: folder)
            #expect(command.status == 1)
            #expect(command.error?.contains("cannot read missing.jsonl: ") == true, "\(command.errors)")
        }
    }

    @Test(arguments: ["", "trap '' PIPE; "]) func anExportEndsQuietlyWhenItsReaderEnds(trap: String) throws {
        let folder = try makeDatabase()
        let lines = (1...5000).map { line($0, String(repeating: "x", count: 100)) }.joined()
        #expect(try Command("import", in: folder, input: Array(lines.utf8)).status == 0)
        // The export is longer than the pipe (64 KiB) and the buffer of head(1), so it cannot end before head does.
        let script = "\(trap){ '\(try Checkout.notesFCGI)' export; echo $? >status; } | head -n 1 >first"
        let process = try ChildProcess(
            [Program.bash.path, "-c", script], in: folder.path, errors: folder.file("errors"))
        _ = try process.wait(within: 20)
        #expect(String(decoding: folder.read("first"), as: UTF8.self) == line(1, String(repeating: "x", count: 100)))
        #expect(folder.read("errors").isEmpty)
        #expect(String(decoding: folder.read("status"), as: UTF8.self) == "141\n")
    }

    /// The import cannot be complete when the signal comes, because its input is a pipe that stays open.
    @Test(arguments: [SIGTERM, SIGINT]) func aSignalDuringAnImportChangesNothing(signal: CInt) throws {
        let folder = try makeDatabase()
        let pipe = folder.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let descriptor = open(pipe, O_RDWR | O_CLOEXEC)
        defer { close(descriptor) }
        let process = try ChildProcess([Checkout.notesFCGI, "import", "pipe"], in: folder.path)
        let lines = Array((line(1) + line(2)).utf8)
        #expect(write(descriptor, lines, lines.count) == lines.count)
        try waitUntil("it has read the lines") {
            var unread: CInt = 0
            return ioctl(descriptor, UInt(FIONREAD), &unread) == 0 && unread == 0
        }
        process.signal(signal)
        #expect(try process.wait(within: 20) == 128 + signal)
        #expect(try export(folder).isEmpty)
    }
}
