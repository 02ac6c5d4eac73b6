import Notes
import Testing

@Suite struct NoteMergeTests {
    private let base = Note(
        id: 1, title: "Shopping", content: "milk\nbread\n", isPinned: false, createdAt: nil, updatedAt: nil)

    private func note(title: String? = nil, content: String? = nil, isPinned: Bool? = nil) -> Note {
        var note = base
        note.title = title ?? note.title
        note.content = content ?? note.content
        note.isPinned = isPinned ?? note.isPinned
        return note
    }

    private func draft(_ note: Note) -> NoteDraft {
        var draft = NoteDraft(
            title: .value(note.title), content: .value(note.content), isPinned: .value(note.isPinned))
        draft.keepsWhitespace = true
        return draft
    }

    /// The note after the changes of a merge were saved.
    private func saved(_ merge: NoteMerge, _ theirs: Note) throws -> Note {
        var note = theirs
        _ = try merge.changes.validatedChanges().apply(to: &note, now: Timestamp(microseconds: 1))
        note.updatedAt = nil
        return note
    }

    @Test func aChangeOfOneSideAloneIsSaved() throws {
        let changed = note(title: "Errands", content: "milk\n", isPinned: true)
        let mine = NoteMerge(base: base, mine: draft(changed), theirs: base)
        #expect(try saved(mine, base).isIdentical(to: changed))
        #expect(!mine.includesTheirChanges && !mine.mustBeShown)

        let theirs = NoteMerge(base: base, mine: draft(base), theirs: changed)
        #expect(try saved(theirs, changed).isIdentical(to: changed))
        #expect(theirs.includesTheirChanges && !theirs.mustBeShown)
    }

    @Test func changesOfDifferentFieldsAreSavedTogether() throws {
        let theirs = note(title: "Errands", isPinned: true)
        let merge = NoteMerge(base: base, mine: draft(note(content: "eggs\n")), theirs: theirs)
        #expect(try saved(merge, theirs).isIdentical(to: note(title: "Errands", content: "eggs\n", isPinned: true)))
        #expect(merge.includesTheirChanges && !merge.mustBeShown)
        #expect((merge.title, merge.content, merge.isPinned) == ("Errands", "eggs\n", true))
        #expect(merge.conflicts == 0)
    }

    @Test func equalChangesAreNoConflict() throws {
        let changed = note(title: "Errands", content: "eggs\n", isPinned: true)
        for base in [base, nil] {
            let merge = NoteMerge(base: base, mine: draft(changed), theirs: changed)
            #expect(try saved(merge, changed).isIdentical(to: changed))
            #expect(!merge.mustBeShown && !merge.includesTheirChanges && merge.conflicts == 0)
        }
    }

    @Test func contentThatBothSidesChangedMustBeShown() {
        let mine = note(content: "milk\nbread\neggs\n")
        let merge = NoteMerge(base: base, mine: draft(mine), theirs: note(content: "oat milk\nbread\n"))
        #expect(merge.content == "oat milk\nbread\neggs\n")
        #expect(merge.mustBeShown && merge.includesTheirChanges && merge.conflicts == 0)
    }

    @Test func conflictsAreCounted() {
        let mine = note(title: "Mine", content: "eggs\nbread\n")
        let merge = NoteMerge(base: base, mine: draft(mine), theirs: note(title: "Theirs", content: "tea\nbread\n"))
        #expect(merge.content == "tea\neggs\nbread\n")
        #expect(merge.title == "Mine")
        #expect(merge.mustBeShown && merge.conflicts == 2)
    }

    @Test func aTitleThatBothSidesChangedMustBeShown() {
        let merge = NoteMerge(base: base, mine: draft(note(title: "Mine")), theirs: note(title: "Theirs"))
        #expect(merge.title == "Mine")
        #expect(merge.mustBeShown && merge.conflicts == 1)
    }

    @Test func withoutABaseEachDifferenceIsAConflict() {
        let mine = note(title: "Mine", content: "milk\neggs\n", isPinned: true)
        let merge = NoteMerge(base: nil, mine: draft(mine), theirs: base)
        #expect((merge.title, merge.content, merge.isPinned) == ("Mine", "milk\nbread\neggs\n", true))
        #expect(merge.mustBeShown && merge.conflicts == 3)
    }

    @Test func lineEndsThatAFormChangesAreNoChange() throws {
        let stored = note(title: "Shopping\nlist", content: "milk\r\nbread\rtea\r\n")
        let typed = draft(note(title: "Shoppinglist", content: "milk\nbread\ntea\n"))
        for base in [stored, nil] {
            let merge = NoteMerge(base: base, mine: typed, theirs: stored)
            #expect(try saved(merge, stored).isIdentical(to: stored))
            #expect(!merge.mustBeShown && !merge.includesTheirChanges)
        }
    }

    @Test func aBrowserReplacesNULInAFormWithoutAChange() throws {
        let stored = note(title: "a\0b", content: "milk\0\r\nbread\0")
        let typed = draft(note(title: "a\u{FFFD}b", content: "milk\u{FFFD}\nbread\u{FFFD}", isPinned: true))
        for theirs in [stored, note(title: "a\0b", content: "eggs\0")] {
            let merge = NoteMerge(base: stored, mine: typed, theirs: theirs)
            #expect(try saved(merge, theirs).changes(from: theirs) == [.isPinned])
            #expect(!merge.mustBeShown)
        }
    }

    @Test func theirLineEndsAreNoChange() throws {
        let theirs = note(content: "milk\r\nbread\r\n")
        let merge = NoteMerge(base: base, mine: draft(note(content: "milk\neggs\n")), theirs: theirs)
        #expect(try saved(merge, theirs).isIdentical(to: note(content: "milk\neggs\n")))
        #expect(!merge.mustBeShown && !merge.includesTheirChanges)
    }

    @Test func textThatNobodyTouchedIsNotChecked() throws {
        let stored = note(title: String(repeating: "x", count: 300), content: "")
        let mine = draft(note(title: stored.title, content: "", isPinned: true))
        let merge = NoteMerge(base: stored, mine: mine, theirs: stored)
        #expect(try saved(merge, stored).isPinned)
    }

    @Test func theContentOfAMergeIsInTheFormsLineEnds() {
        let stored = note(content: "milk\r\nbread\r\n")
        let theirs = note(content: "milk\r\nbread\r\ntea\r\n")
        let merge = NoteMerge(base: stored, mine: draft(note(content: "oat milk\nbread\n")), theirs: theirs)
        #expect(Array(merge.content.utf8) == Array("oat milk\nbread\ntea\n".utf8))
        #expect(merge.conflicts == 0)
    }
}
