import GRDB
import Glibc
import Notes

/// Pages of the notes that contain a text.
///
/// Results are always up to date, even if the search index is not. The table `note_stale` lists the notes that have
/// changed since they were indexed. For these notes, a search ignores the index and scans their present text.
enum NoteSearch {
    /// The length of the shortest text that the trigram index can find, in Unicode scalars
    /// (https://www.sqlite.org/fts5.html#the_trigram_tokenizer). For a shorter text, all notes are scanned.
    static let minimumIndexedLength = 3
    /// The most Unicode scalars that a search looks up in the index. If a text is longer, the search looks up only its
    /// beginning, and scans the notes found for the whole text. For each trigram (three scalars) of a text, FTS5 reads
    /// all positions. For a long text that repeats one letter, FTS5 would read gigabytes.
    static let maximumPhraseLength = 24

    static func page(_ query: NoteQuery, containing text: String, _ db: Database) throws -> NotePage {
        let ids = try matches(CaseFolding.fold(text), db)
        guard query.offset < ids.count else { return NotePage(notes: [], total: ids.count) }
        var notes: [Note] = []
        var bytes = 0
        let lookUp = try db.cachedStatement(sql: Note.byID)
        for id in try pick(ids, query.order, offset: query.offset, count: query.size, db) {
            let found = try lookUp.notes([id], within: query, &bytes)
            if found.isEmpty { break }
            notes += found
        }
        return NotePage(notes: notes, total: ids.count)
    }

    /// Whether some notes have changed since they were indexed.
    static func isStale(_ db: Database) throws -> Bool {
        try db.cachedStatement(sql: "SELECT 1 FROM note_stale LIMIT 1").firstRow { _ in true } ?? false
    }

    /// The ids of all notes that contain a folded text, in ascending order.
    static func matches(_ needle: [UInt8], _ db: Database) throws -> [Int64] {
        let scalars = String(decoding: needle, as: UTF8.self).unicodeScalars
        guard scalars.count >= minimumIndexedLength else {
            return try scan("SELECT id, title, content FROM note ORDER BY id", needle, db)
        }
        let beginning = Array(String(scalars.prefix(maximumPhraseLength)).utf8)
        // Quotation marks make any text a phrase without operators (https://www.sqlite.org/fts5.html#fts5_strings).
        let quote = UInt8(ascii: "\"")
        let phrase = [quote] + beginning.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
        var indexed = try db.cachedStatement(
            sql: """
                SELECT rowid FROM note_search
                WHERE note_search MATCH ? AND rowid NOT IN (SELECT id FROM note_stale)
                """
        ).rows([String(decoding: phrase, as: UTF8.self)]) { $0.int64(0) }
        if beginning.count < needle.count {
            indexed = try indexed.filter {
                try !scan("SELECT id, title, content FROM note WHERE id = ?", arguments: [$0], needle, db).isEmpty
            }
        }
        let stale = try scan(
            "SELECT note.id, note.title, note.content FROM note_stale JOIN note USING (id)", needle, db)
        return stale.isEmpty ? indexed : (indexed + stale).sorted()
    }

    private static func scan(
        _ sql: String, arguments: StatementArguments = [], _ needle: [UInt8], _ db: Database
    ) throws -> [Int64] {
        var ids: [Int64] = []
        var buffer: [UInt8] = []
        try db.cachedStatement(sql: sql).forEachRow(arguments) { row in
            if contains(row.bytes(1), needle, &buffer) || contains(row.bytes(2), needle, &buffer) {
                ids.append(row.int64(0))
            }
            return true
        }
        return ids
    }

    /// Whether a text contains a folded text. `buffer` is reused from call to call.
    static func contains(
        _ text: UnsafeBufferPointer<UInt8>, _ needle: [UInt8], _ buffer: inout [UInt8]
    ) -> Bool {
        let count = CaseFolding.fold(text, into: &buffer)
        guard let first = needle.first else { return true }
        return buffer.withUnsafeBytes { folded in
            guard var start = folded.baseAddress else { return false }
            let end = start + count
            while end - start >= needle.count,
                let candidate = memchr(start, CInt(first), end - start - needle.count + 1)
            {
                if memcmp(candidate, needle, needle.count) == 0 { return true }
                start = UnsafeRawPointer(candidate) + 1
            }
            return false
        }
    }

    /// Sorts the notes `ids` in `order`, skips the first `offset` notes, and returns the next `count` ids.
    private static func pick(
        _ ids: [Int64], _ order: NoteQuery.Order, offset: Int, count: Int, _ db: Database
    ) throws -> [Int64] {
        let count = min(count, ids.count - offset)
        let isNear = offset <= ids.count / 2
        let sql = order.terms(isReversed: !isNear)
        let skipped = isNear ? offset : ids.count - offset - count
        let page =
            ids.count < 1000
            ? try sort(ids, sql, offset: skipped, count: count, db)
            : try walk(ids, sql, offset: skipped, count: count, db)
        return isNear ? page : page.reversed()
    }

    /// Looks up and sorts all notes in `ids`. Faster than `walk` if `ids` is short.
    private static func sort(
        _ ids: [Int64], _ order: String, offset: Int, count: Int, _ db: Database
    ) throws -> [Int64] {
        // json_each turns one parameter into a list of any length (https://www.sqlite.org/json1.html#jeach).
        try db.cachedStatement(
            sql: """
                SELECT note.id FROM json_each(?) AS match CROSS JOIN note ON note.id = match.value
                ORDER BY \(order) LIMIT ? OFFSET ?
                """
        ).rows(["[\(ids.map(String.init).joined(separator: ","))]", count, offset]) { $0.int64(0) }
    }

    /// Reads the database index of `order`, and picks the entries whose id is in `ids`, until the page is complete.
    /// Faster than `sort` if `ids` is long: reading an index entry is 20 times faster than looking up a note.
    private static func walk(
        _ ids: [Int64], _ order: String, offset: Int, count: Int, _ db: Database
    ) throws -> [Int64] {
        let matches = Set(ids)
        var found: [Int64] = []
        try db.cachedStatement(sql: "SELECT note.id FROM note ORDER BY \(order)").forEachRow { row in
            if matches.contains(row.int64(0)) { found.append(row.int64(0)) }
            return found.count < offset + count
        }
        return Array(found.dropFirst(offset))
    }
}
