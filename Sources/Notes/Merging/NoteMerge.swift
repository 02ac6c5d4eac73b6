/// The fields of a note into which the changes of two people are merged: mine from a form, and theirs from the store.
///
/// A field that only one side changed is theirs or mine. If both sides changed the content, it is merged line by line
/// (`TextMerge`). If both changed the title, it is mine, and counts as a conflict. Equal changes are not a conflict.
///
/// Differences that a form makes by itself are not a change (`FormText`).
public struct NoteMerge: Sendable {
    /// The merged fields, to show in a form.
    public let title: String
    public let content: String
    public let isPinned: Bool
    /// The fields that saving changes in their note. The other fields are absent, so that not a byte of them changes.
    public let changes: NoteDraft
    /// Whether the merged note contains a change of theirs that mine does not have.
    public let includesTheirChanges: Bool
    /// Whether both sides changed the content, so that it was merged line by line.
    public let mergesContent: Bool
    /// The number of places in the content where both sides changed the same lines.
    public let contentConflicts: Int
    /// The other fields that both sides changed: the title, and without a base also whether the note is pinned.
    public let conflictingFields: Set<Note.Column>
    /// Whether I must see the merged note before it is saved: both sides changed the content, or there is a conflict.
    public let mustBeShown: Bool

    /// - Parameters:
    ///   - base: the note from which the form started. nil if it is not stored. Then each difference is a conflict.
    ///   - mine: the fields of the form. A field without a value is unchanged.
    ///   - theirs: the note as it is now.
    public init(base: Note?, mine: NoteDraft, theirs: Note) {
        let baseContent = base.map { FormText.lines($0.content) }
        let theirContent = FormText.lines(theirs.content)
        let myTitle = mine.title.value ?? FormText.line((base ?? theirs).title)
        let myContent = mine.content.value ?? baseContent ?? theirContent
        let isPinnedByMe = mine.isPinned.value ?? (base ?? theirs).isPinned

        let title = FieldMerge(
            base: base.map { .text(FormText.line($0.title)) }, mine: .text(FormText.withoutNUL(myTitle)),
            theirs: .text(FormText.line(theirs.title)))
        let content = FieldMerge(
            base: baseContent.map { .text($0) }, mine: .text(FormText.withoutNUL(myContent)),
            theirs: .text(theirContent))
        let pin = FieldMerge(
            base: base.map { .flag($0.isPinned) }, mine: .flag(isPinnedByMe), theirs: .flag(theirs.isPinned))
        let merge = content == .both ? TextMerge(base: baseContent, mine: myContent, theirs: theirContent) : nil

        var changes = NoteDraft(
            title: title.changesTheirs ? .value(myTitle) : .absent,
            content: content.changesTheirs ? .value(merge?.text ?? myContent) : .absent,
            isPinned: pin.changesTheirs ? .value(isPinnedByMe) : .absent)
        changes.keepsWhitespace = mine.keepsWhitespace
        self.changes = changes
        self.title = changes.title.value ?? theirs.title
        self.content = changes.content.value ?? theirs.content
        isPinned = changes.isPinned.value ?? theirs.isPinned
        mergesContent = merge != nil
        contentConflicts = merge?.conflicts ?? 0
        conflictingFields = Set([(Note.Column.title, title), (.isPinned, pin)].filter { $0.1 == .both }.map(\.0))
        includesTheirChanges = content == .both || [title, content, pin].contains(.theirs)
        mustBeShown = content == .both || !conflictingFields.isEmpty
    }

    /// The number of places and fields that both sides changed.
    public var conflicts: Int { contentConflicts + conflictingFields.count }
}

extension NoteDraft.Entry {
    fileprivate var value: Value? {
        if case .value(let value) = self { value } else { nil }
    }
}
