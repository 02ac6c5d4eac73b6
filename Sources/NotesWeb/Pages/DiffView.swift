import Notes

/// The differences between two versions of a note, as pages show them.
struct DiffView: TemplateContext {
    enum Name: Int, CaseIterable { case oldTitle, newTitle, pinChange, hasRows, rows, omittedLines, isEmpty }

    private let titles: (old: String, new: String)?
    private let pinChange: String?
    private let text: TextDiff

    init(from old: Note, to new: Note) {
        titles = old[.title] == new[.title] ? nil : (old.shownTitle, new.shownTitle)
        pinChange = old.isPinned == new.isPinned ? nil : new.isPinned ? "Pinned." : "Unpinned."
        text = TextDiff(from: old.content, to: new.content)
    }

    static func members(of name: Name) -> (any TemplateContext.Type)? { name == .rows ? DiffRow.self : nil }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .oldTitle: .text(titles?.old)
        case .newTitle: .text(titles?.new)
        case .pinChange: .text(pinChange)
        case .hasRows: .flag(!text.rows.isEmpty)
        case .rows: .contexts(text.rows.map(DiffRow.init))
        case .omittedLines: .text(text.omittedLines > 0 ? String(text.omittedLines) : nil)
        case .isEmpty: .flag(titles == nil && pinChange == nil && text.rows.isEmpty)
        }
    }
}

/// One row of a diff: a line, or the number of lines that are not shown.
struct DiffRow: TemplateContext {
    enum Name: Int, CaseIterable { case unchanged, deleted, inserted, skipped }

    let row: TextDiff.Row

    static func members(of name: Name) -> (any TemplateContext.Type)? {
        name == .deleted || name == .inserted ? DiffLine.self : nil
    }

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch (name, row) {
        case (.unchanged, .unchanged(let line)): .text(line.shortened(to: 400))
        case (.deleted, .deleted(let segments)): .context(DiffLine(segments: segments))
        case (.inserted, .inserted(let segments)): .context(DiffLine(segments: segments))
        case (.skipped, .skipped(let lines)): .text(String(lines))
        default: .text(nil)
        }
    }
}

/// A line that only one of two texts has.
struct DiffLine: TemplateContext {
    enum Name: Int, CaseIterable { case segments }

    let segments: [TextDiff.Segment]

    static func members(of name: Name) -> (any TemplateContext.Type)? { DiffSegment.self }

    func value(_ name: Name, _ links: Links) -> TemplateValue { .contexts(segments.map(DiffSegment.init)) }
}

/// A part of such a line.
struct DiffSegment: TemplateContext {
    enum Name: Int, CaseIterable { case text, isChanged }

    let segment: TextDiff.Segment

    func value(_ name: Name, _ links: Links) -> TemplateValue {
        switch name {
        case .text: .text(segment.text.shortened(to: segment.isChanged ? 4000 : 400))
        case .isChanged: .flag(segment.isChanged)
        }
    }
}

extension String {
    /// Returns the text, or only its beginning and its end if it is longer. A note can have one line of 1 MiB.
    ///
    /// - Parameter limit: the longest result without the mark in its middle, in Unicode scalars.
    fileprivate func shortened(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let scalars = unicodeScalars
        let (start, end) = (scalars.prefix(limit / 2), scalars.suffix(limit / 2))
        return start.endIndex < end.startIndex ? "\(String(start)) … \(String(end))" : self
    }
}
