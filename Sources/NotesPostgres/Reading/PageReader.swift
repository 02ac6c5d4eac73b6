#if PostgreSQL
import Notes

/// The notes of a page as rows, which this process has in memory.
struct PageRows {
    let notes: [SelectedNote]
    let summary: PageSummary
}

/// Reads pages of notes in one transaction, so that all its statements see the same notes.
struct PageReader {
    let connection: Connection
    let deadline: Deadline

    /// Begins a transaction whose statements all see the notes as they are now.
    static let begin = Call("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    func run(_ call: Call) throws -> Rows { try connection.run(call, until: deadline) }

    /// A page among this many first notes of a list is read by `nearPage`.
    private static let near = 100

    /// One page of all notes.
    func page(_ query: NoteQuery) throws -> PageRows {
        let hasStart = query.start != nil && query.order.column != nil
        if !hasStart, query.offset < Self.near, query.size <= Self.near - query.offset {
            if let page = try nearPage(query) { return page }
        }
        let results = try connection.run([Self.begin, Call(Self.selectTotal)], until: deadline)
        let total = results.last?.first?.int(0) ?? 0
        if let ranges = try NoteRange.ranges(of: query, connection, deadline) {
            var ids: [Int64] = []
            for range in ranges where ids.count < query.countOfIDs {
                ids += try self.ids(range, query.terms, count: query.countOfIDs - ids.count)
            }
            return try page(query, ids, total: total)
        }
        let offset = query.offset
        guard offset < total else { return PageRows(notes: [], summary: PageSummary(total: total)) }
        let count = min(query.size, total - offset)
        // The server reads every row before the page. So a page in the second half of the list is read backwards, from
        // the end of the list. But a page that may end early must keep its first notes.
        let isNear = offset <= total / 2 || query.isCutToFit
        let skipped = isNear ? offset : total - offset - count
        let terms = query.order.terms(isReversed: query.isReversed == isNear)
        // Without the inner statement, the server would also cut the texts of all notes before the page.
        var notes = try notes(
            "FROM (SELECT * FROM note ORDER BY \(terms) LIMIT $1 OFFSET $2) AS note",
            [.integer(Int64(count)), .integer(Int64(skipped))], query)
        if !isNear { notes.reverse() }
        return try page(query, notes, isLast: offset + notes.count == total, total: total, hasMore: false)
    }

    /// One page near the beginning of all notes, in one statement. nil if it has no notes.
    private func nearPage(_ query: NoteQuery) throws -> PageRows? {
        // The inner limit is a number in the statement. So the server knows that it reads few notes, and keeps the plan.
        let source = "FROM (SELECT * FROM note ORDER BY \(query.terms) LIMIT \(Self.near)) AS note LIMIT $1 OFFSET $2"
        let arguments = [Argument.integer(Int64(query.size)), .integer(Int64(query.offset))]
        let rows = try run(select(source, arguments, query, last: ", (\(Self.selectTotal))"))
        guard let total = rows.first?.int(rows.columns - 1) else { return nil }
        let notes = try notes(rows, query)
        return try page(query, notes, isLast: query.offset + notes.count == total, total: total, hasMore: false)
    }

    /// A page of the notes with some ids, in their order.
    func page(_ query: NoteQuery, _ ids: [Int64], total: Int, hasMore: Bool = false) throws -> PageRows {
        let notes = try notes(
            "FROM unnest($1::bigint[]) WITH ORDINALITY AS list (id, place) JOIN note ON note.id = list.id ORDER BY place",
            [.integers(Array(ids.prefix(query.size)))], query)
        return try page(query, notes, isLast: notes.count == ids.count, total: total, hasMore: hasMore)
    }

    private func page(_ query: NoteQuery, _ notes: [SelectedNote], isLast: Bool, total: Int, hasMore: Bool) throws
        -> PageRows
    {
        var end: NotePosition?
        if query.needsEnd, !isLast, let last = notes.last {
            end = try NotePosition.after(Note(row: last), in: query.order, connection, deadline)
        }
        return PageRows(notes: notes, summary: PageSummary(total: total, hasMore: hasMore, end: end))
    }

    /// The ids of the first notes in a range.
    private func ids(_ range: NoteRange, _ terms: String, count: Int) throws -> [Int64] {
        let limit = "$\(range.arguments.count + 1)"
        return try run(
            Call(
                "SELECT note.id FROM note WHERE \(range.condition) ORDER BY \(terms) LIMIT \(limit)",
                range.arguments + [.integer(Int64(count))])
        ).map { $0.int64(0) }
    }

    /// Reads the notes of a page.
    ///
    /// - Parameter source: the statement from FROM on.
    /// - Throws: `NotesError.tooLarge` if the texts exceed the query's `maximumBytes`, unless the page may be cut to fit.
    private func notes(_ source: String, _ arguments: [Argument], _ query: NoteQuery) throws -> [SelectedNote] {
        try notes(run(select(source, arguments, query)), query)
    }

    /// The statement that reads the notes of a page.
    ///
    /// - Parameter last: a comma and one more column.
    private func select(
        _ source: String, _ arguments: [Argument], _ query: NoteQuery, last: String = ""
    ) -> Call {
        if let length = query.contentLength {
            // A search needs the whole content to find the passage to show.
            let content = SearchPassage(query.search) == nil ? "left(note.content, \(length + 1))" : "note.content"
            return Call("SELECT \(Note.Column.selection(content: content))\(last) \(source)", arguments)
        }
        guard query.maximumBytes < .max else {
            return Call("SELECT \(Note.Column.selection)\(last) \(source)", arguments)
        }
        // Does not send the texts beyond the limit. The first note may exceed it.
        let limit = "$\(arguments.count + 1)"
        let bytes = ["title", "content"].map { "coalesce(octet_length(note.\($0)), 0)" }.joined(separator: " + ")
        let sizes = "SELECT note.*, \(bytes) AS size \(source)"
        let sums = "SELECT *, sum(size) OVER (ROWS UNBOUNDED PRECEDING) AS bytes FROM (\(sizes)) AS note"
        let fits = "(note.bytes <= \(limit) OR note.bytes = note.size)"
        return Call(
            """
            SELECT \(Note.Column.selection(content: "CASE WHEN \(fits) THEN note.content END")), \(fits)\(last)
            FROM (\(sums)) AS note
            """, arguments + [.integer(Int64(query.maximumBytes))])
    }

    /// The rows of a statement that `select` made.
    private func notes(_ rows: Rows, _ query: NoteQuery) throws -> [SelectedNote] {
        if let cut = ContentCut(query) { return rows.map { SelectedNote(row: $0, cut: cut) } }
        guard query.maximumBytes < .max else { return rows.map { SelectedNote(row: $0) } }
        var notes: [SelectedNote] = []
        let fit = CInt(Note.Column.allCases.count)
        for (row, isWhole) in rows.map({ ($0, $0.flag(fit)) }) {
            guard isWhole else {
                if query.isCutToFit { break }
                throw NotesError.tooLarge
            }
            notes.append(SelectedNote(row: row))
        }
        return notes
    }

    /// Sorts the notes with some ids that are in a range, skips the first `offset`, and returns the next `count` ids.
    func sort(_ ids: [Int64], in range: NoteRange = .all, by terms: String, offset: Int, count: Int) throws -> [Int64] {
        let next = range.arguments.count
        return try run(
            Call(
                """
                SELECT note.id FROM note WHERE note.id = ANY ($\(next + 1)) AND \(range.condition)
                ORDER BY \(terms) LIMIT $\(next + 2) OFFSET $\(next + 3)
                """,
                range.arguments + [.integers(ids), .integer(Int64(count)), .integer(Int64(offset))])
        ).map { $0.int64(0) }
    }

    static let selectTotal = "SELECT coalesce(sum(total), 0)::bigint FROM note_total"
}
#endif
