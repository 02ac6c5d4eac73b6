import Notes
import Testing

@Suite struct NoteDraftTests {
    private func messages(_ draft: NoteDraft) -> [String] {
        do {
            _ = try draft.validated()
            return []
        } catch {
            guard case .invalid(let violations) = error else { return ["\(error)"] }
            return violations.map(\.message)
        }
    }

    @Test func titleAndContentAreTrimmed() throws {
        let fields = try NoteDraft(title: .value(" \t\u{2003}A b\u{A0}\n"), content: .value("\r\n x\n y \u{2028}"))
            .validated()
        #expect(fields.title == "A b")
        #expect(fields.content == "x\n y")
        #expect(!fields.isPinned)
    }

    @Test func missingFieldsAreReportedTheTitleFirst() {
        #expect(messages(NoteDraft()) == ["Title is required", "Content is required"])
        #expect(messages(NoteDraft(title: .value(" \n"), content: .value("x"))) == ["Title is required"])
        #expect(messages(NoteDraft(title: .value("x"), content: .value("\u{3000}"))) == ["Content is required"])
    }

    @Test func wrongTypesAreReported() {
        #expect(
            messages(NoteDraft(title: .wrongType, content: .wrongType, isPinned: .wrongType)) == [
                "Title must be a string", "Content must be a string", "Is pinned must be true or false",
            ])
    }

    @Test func aTitleHasAtMost200Scalars() throws {
        func draft(_ title: String) -> NoteDraft { NoteDraft(title: .value(title), content: .value("x")) }
        #expect(messages(draft(String(repeating: "é", count: 200))).isEmpty)
        #expect(messages(draft("  " + String(repeating: "a", count: 200) + "  ")).isEmpty)
        #expect(messages(draft(String(repeating: "a", count: 201))) == ["Title must be at most 200 characters"])
        // A family of one Character is seven scalars.
        #expect(messages(draft(String(repeating: "👨‍👩‍👧‍👦", count: 29))) == ["Title must be at most 200 characters"])
    }

    @Test func aContentHasAtMostOneMebibyte() {
        func draft(_ content: String) -> NoteDraft { NoteDraft(title: .value("x"), content: .value(content)) }
        #expect(messages(draft(String(repeating: "a", count: 1 << 20))).isEmpty)
        #expect(messages(draft(String(repeating: "ä", count: 1 << 19))).isEmpty)
        #expect(
            messages(draft(String(repeating: "ä", count: 1 << 19) + "a")) == ["Content must be at most 1048576 bytes"])
    }

    @Test func onlyNULIsRefused() throws {
        #expect(
            messages(NoteDraft(title: .value("a\0b"), content: .value("\0"))) == [
                "Title must not contain NUL", "Content must not contain NUL",
            ])
        let odd = "😀 שלום \u{2028} \t \"' <script> \u{1} \u{FEFF} \u{FFFF} e\u{301} \r z"
        #expect(
            try Array(NoteDraft(title: .value(odd), content: .value(odd)).validated().content.utf8) == Array(odd.utf8))
    }

    @Test func changesHoldOnlyWhatIsPresent() throws {
        let changes = try NoteDraft(isPinned: .value(true)).validatedChanges()
        #expect(changes.title == nil && changes.content == nil && changes.isPinned == true)
        #expect(throws: NotesError.invalid([Violation(field: .title, message: "Title is required")])) {
            try NoteDraft(title: .value("")).validatedChanges()
        }
    }
}
