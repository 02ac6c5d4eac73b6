import Foundation
import Notes
import NotesWeb
import Testing

/// Every column of a note is in its JSON, in its export and in the form, so a new column cannot be forgotten there.
@Suite struct NoteColumnsTests {
    private let names = Note.Column.allCases.map(\.name)

    @Test func theJSONOfANoteHasEveryColumnInOrder() throws {
        let app = try TestApp()
        try app.create("x")
        // The texts of this note contain no quotation marks.
        #expect(app.get("/api/notes/1").text.matches(of: /"(\w+)":/).map { String($0.1) } == names)
    }

    @Test func aLineOfAnExportHasEveryColumn() throws {
        let time = Timestamp(microseconds: 1)
        let note = Note(id: 7, title: "t", content: "c", isPinned: true, createdAt: time, updatedAt: time)
        let line = try NoteLine.bytes(of: NoteRevision(note: note))
        let members = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] ?? [:]
        #expect(Set(members.keys) == Set(names) && !members.values.contains { $0 is NSNull })
        #expect(try NoteLine.revision(in: line).note.isIdentical(to: note))
    }

    @Test func theFormHasEveryColumnThatAPersonMayChange() throws {
        let form = try TestApp().get("/notes/new").text
        for column in Note.Column.allCases where ![.id, .createdAt, .updatedAt].contains(column) {
            #expect(form.contains("name=\"\(column.name)\""), "\(column)")
        }
    }
}
