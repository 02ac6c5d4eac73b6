import Notes
import Testing

@Suite struct NoteChangesTests {
    private let note = Note(
        id: 1, title: "Caf\u{E9}", content: "x", isPinned: false, createdAt: Timestamp(microseconds: 1),
        updatedAt: Timestamp(microseconds: 2))
    private let now = Timestamp(microseconds: 3)

    @Test func aFieldThatDiffersIsChanged() throws {
        var changed = note
        let changes = try NoteDraft(content: .value("y")).validatedChanges()
        #expect(changes.apply(to: &changed, now: now) == [.content, .updatedAt])
        #expect(changed.content == "y")
        #expect(changed.title == note.title)
        #expect(changed.createdAt == note.createdAt)
        #expect(changed.updatedAt == now)
    }

    @Test func equalValuesChangeNothing() throws {
        let same = NoteDraft(title: .value(" Caf\u{E9} "), content: .value("x"), isPinned: .value(false))
        for draft in [same, NoteDraft()] {
            var unchanged = note
            #expect(try draft.validatedChanges().apply(to: &unchanged, now: now).isEmpty)
            #expect(unchanged.isIdentical(to: note))
        }
    }

    @Test func otherScalarsOfTheSameCharacterAreAChange() throws {
        var changed = note
        let decomposed = try NoteDraft(title: .value("Cafe\u{301}")).validatedChanges()
        #expect(decomposed.apply(to: &changed, now: now).contains(.title))
        #expect(changed.title.unicodeScalars.count == 5)
    }

    @Test func everyColumnIsCompared() {
        let other = Note(
            id: 2, title: "Cafe\u{301}", content: "y", isPinned: true, createdAt: nil,
            updatedAt: Timestamp(microseconds: 1))
        #expect(note.changes(from: other) == Set(Note.Column.allCases))
        #expect(note.changes(from: note).isEmpty)
    }
}
