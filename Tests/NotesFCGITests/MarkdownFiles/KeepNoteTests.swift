import Notes
import Testing

@testable import notes_fcgi

/// Notes of Google Keep, from its Takeout.
@Suite struct KeepNoteTests {
    private static let changed = Timestamp("2025-06-01 12:00:00")

    private func note(_ members: String) throws -> Note {
        try KeepNote(json: Array("{\(members)}".utf8)).note(id: 1, changedAt: Self.changed)
    }

    private func reason(_ json: String) -> String {
        do {
            _ = try KeepNote(json: Array(json.utf8)).note(id: 1, changedAt: nil)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func aTextWithLabelsIsRead() throws {
        let note = try note(
            #"""
            "color":"RED","isTrashed":false,"isPinned":true,"isArchived":true,"title":"Gift \ud83c\udf81",
            "textContent":"for Zoë\nbook","userEditedTimestampUsec":1600000000123456,"createdTimestampUsec":1500000000000001,
            "labels":[{"name":"To do"},{"name":"family"}]
            """#)
        #expect(note.title == "Gift 🎁" && note.isPinned)
        #expect(note.content == "for Zoë\nbook\n\n#To-do #family #archived\n")
        #expect(note.createdAt?.microseconds == 1_500_000_000_000_001)
        #expect(note.updatedAt?.microseconds == 1_600_000_000_123_456)
    }

    @Test func aListBecomesTaskBoxes() throws {
        let note = try note(
            #"""
            "title":"","isPinned":false,"listContent":[{"text":"Milk","isChecked":true},{"text":"Bread\nrye","isChecked":false},
            {"text":"","isChecked":false}]
            """#)
        #expect(note.title == "Milk")
        #expect(note.content == "- [x] Milk\n- [ ] Bread\n  rye")
        #expect(note.createdAt == Self.changed && note.updatedAt == Self.changed)
    }

    @Test func aNoteWithATitleOrATextAloneIsRead() throws {
        let titled = try note(#""isTrashed":false,"title":"Call Ana","textContent":"""#)
        #expect(titled.title == "Call Ana" && titled.content == "Call Ana")
        let text = try note(#""isTrashed":false,"title":"","textContent":"\n # first line\nsecond""#)
        #expect(text.title == "first line" && text.content == "\n # first line\nsecond")
    }

    @Test func attachmentsAndLinksAreNamed() throws {
        let keep = try KeepNote(
            json: Array(
                #"""
                {"isTrashed":false,"textContent":"https://a.example/x","attachments":[{"filePath":"a.jpg","mimetype":"image/jpeg"}],
                "annotations":[{"url":"https://a.example/x"},{"url":"https://b.example/"}]}
                """#.utf8))
        #expect(keep.omitted == "a.jpg, https://b.example/")
        #expect(reason(#"{"isTrashed":false,"attachments":[{"filePath":"a.jpg"}],"title":""}"#) == "has no text")
    }

    @Test(arguments: [
        "", "[]", "null", "{}", #"{"title":"package","textContent":"x"}"#, #"{"isPinned":true}"#,
        #"{"isPinned":"yes","title":"t"}"#, #"{"isPinned":true,"title":"t""#, "\u{FFFD}",
        String(repeating: "[", count: 100_000),
    ])
    func otherJSONIsNotANote(_ json: String) {
        #expect(reason(json) == "is not a note of Google Keep")
    }
}
