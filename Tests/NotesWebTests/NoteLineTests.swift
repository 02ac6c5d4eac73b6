import Notes
import NotesWeb
import Testing

@Suite struct NoteLineTests {
    private static let time = Timestamp("2026-01-31 09:05:00.000123")

    @Test func aLineHasTheFormOfTheAPI() throws {
        let note = Note(id: 1, title: "A", content: "x\ny", isPinned: true, createdAt: Self.time, updatedAt: nil)
        #expect(
            try String(decoding: NoteLine.bytes(of: NoteRevision(note: note)), as: UTF8.self)
                == #"{"id":1,"title":"A","content":"x\ny","is_pinned":true,"created_at":"2026-01-31T09:05:00.000123Z","updated_at":null}"#
                + "\n")
    }

    @Test(arguments: [
        "", " white space \t", "é", "e\u{301}", "größe 😀", "\0", "a\0b", "\u{1}\u{1F}\u{7F}", "\r\n", "\u{2028}",
        "\"\\/",
        "\u{FEFF}", "\u{FFFF}", "\u{10FFFF}", "עברית", "👩‍👩‍👧", String(repeating: "long", count: 100),
    ])
    func everyTextIsReadByteForByte(_ text: String) throws {
        for id in [1, -5, 0, 9_223_372_032_559_808_511, Int64.min] {
            let note = Note(id: id, title: text, content: text, isPinned: false, createdAt: nil, updatedAt: Self.time)
            let line = try NoteLine.bytes(of: NoteRevision(note: note))
            #expect(line.filter { $0 == UInt8(ascii: "\n") }.count == 1)
            #expect(try NoteLine.revision(in: line).note.isIdentical(to: note))
        }
    }

    @Test(arguments: [
        ("", "JSON"), ("null", "no id"), ("[]", "JSON"), ("{}", "no id"), ("{\"id\":1}", "no title"),
        ("{\"id\":1,\"title\":\"a\",", "JSON"), ("nonsense", "JSON"),
        (line(id: "1.0"), "id"), (line(id: "1e0"), "id"), (line(id: "\"1\""), "id"), (line(id: "null"), "id"),
        (line(id: "9223372032559808512"), "id"), (line(id: "9223372036854775807"), "id"),
        (line(id: "9223372036854775808"), "id"), (line(id: "01"), "JSON"),
        (line(title: "null"), "title"), (line(title: "7"), "title"), (line(title: #""\ud800""#), "JSON"),
        (line(isPinned: "1"), "is_pinned"), (line(isPinned: "null"), "is_pinned"),
        (line(created: #""yesterday""#), "created_at"), (line(created: "0"), "created_at"),
        (line(created: #""2026-02-30T00:00:00Z""#), "created_at"), (line(created: "null,\"tags\":[]"), "tags"),
        (line() + line(), "JSON"), (line(id: "1,\"id\":2"), "two members"),
    ])
    func anyOtherLineIsRefused(_ text: String, _ reason: String) {
        let error = #expect(throws: UserError.self) { try NoteLine.revision(in: Array(text.utf8)) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("\n") == false)
    }

    @Test(arguments: [
        NoteRevision(note: note, user: "anna \"é\""),
        NoteRevision(note: note, endedAt: time),
        NoteRevision(note: note, endedAt: time, isDeletion: true, user: "anna", deletedBy: "ben"),
        NoteRevision(note: note, endedAt: time, isDeletion: true, restoredAt: time),
    ])
    func aPastVersionAndItsUserAreReadUnchanged(_ revision: NoteRevision) throws {
        #expect(try NoteLine.revision(in: NoteLine.bytes(of: revision)) == revision)
    }

    @Test func aPastVersionHasMembersOfItsOwn() throws {
        let deletion = NoteRevision(note: Self.note, endedAt: Self.time, isDeletion: true, deletedBy: "ben")
        let members =
            #","replaced_at":"2026-01-31T09:05:00.000123Z","deleted":true,"restored_at":null,"user":null,"deleted_by":"ben"}"#
        #expect(try String(decoding: NoteLine.bytes(of: deletion), as: UTF8.self).hasSuffix(members + "\n"))
    }

    @Test(arguments: [
        (#""user":7"#, "user"), (#""user":null"#, "user"), (#""deleted":true"#, "deleted"),
        (#""replaced_at":null"#, "replaced_at"), (#""replaced_at":"2026-01-31T09:05:00Z""#, "deleted"),
        (#""replaced_at":"2026-01-31T09:05:00Z","deleted":false,"restored_at":null,"user":null"#, "deleted_by"),
        (
            #""replaced_at":"2026-01-31T09:05:00Z","deleted":1,"restored_at":null,"user":null,"deleted_by":null"#,
            "deleted"
        ),
    ])
    func aPastVersionWithOtherMembersIsRefused(_ members: String, _ reason: String) {
        let text = Self.line(created: "null,\(members)")
        let error = #expect(throws: UserError.self) { try NoteLine.revision(in: Array(text.utf8)) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    private static let note = Note(id: 1, title: "A", content: "b", isPinned: true, createdAt: nil, updatedAt: time)

    @Test func bytesThatAreNotUTF8AreRefused() {
        let line = Array(Self.line().utf8).map { $0 == UInt8(ascii: "t") ? 0xFF : $0 }
        #expect(throws: UserError.self) { try NoteLine.revision(in: line) }
    }

    private static func line(
        id: String = "1", title: String = "\"t\"", isPinned: String = "false", created: String = "null"
    ) -> String {
        #"{"id":\#(id),"title":\#(title),"content":"c","is_pinned":\#(isPinned),"updated_at":null,"created_at":\#(created)}"#
    }
}
