import Notes
import Testing

@Suite struct NoteChangesTests {
    private let note = Note(
        id: 1, title: "Caf\u{E9}", content: "x", isPinned: false, createdAt: Timestamp(microseconds: 1),
        updatedAt: Timestamp(microseconds: 2))
    private let now = Timestamp(microseconds: 3)

    @Test func aFieldThatDiffersIsAChange() throws {
        let changes = try NoteDraft(content: .value("y")).validatedChanges()
        let changed = try #require(changes.applied(to: note, now: now))
        #expect(changed.content == "y")
        #expect(changed.title == note.title)
        #expect(changed.createdAt == note.createdAt)
        #expect(changed.updatedAt == now)
    }

    @Test func theSameValuesAreNone() throws {
        let same = NoteDraft(title: .value(" Caf\u{E9} "), content: .value("x"), isPinned: .value(false))
        #expect(try same.validatedChanges().applied(to: note, now: now) == nil)
        #expect(try NoteDraft().validatedChanges().applied(to: note, now: now) == nil)
    }

    @Test func otherScalarsOfTheSameCharacterAreAChange() throws {
        let decomposed = try NoteDraft(title: .value("Cafe\u{301}")).validatedChanges()
        #expect(decomposed.applied(to: note, now: now)?.title.unicodeScalars.count == 5)
    }
}
