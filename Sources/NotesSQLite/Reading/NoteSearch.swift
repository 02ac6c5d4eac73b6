import GRDB
import Glibc
import Notes

/// Pages of the notes that contain a text. The index may lag, results never do: what it says of stale notes is left out,
/// and they are scanned instead.
enum NoteSearch {
    /// In Unicode scalars; the trigram index knows nothing of shorter texts
    /// (https://www.sqlite.org/fts5.html#the_trigram_tokenizer).
    static let minimumIndexedLength = 3
    /// In Unicode scalars: of a longer text, the index looks for the beginning alone, and what it finds is scanned. It reads
    /// all positions of each of a phrase's trigrams, and that would be gigabytes for a long text of one letter.
    static let maximumPhraseLength = 24

    static func page(_ query: NoteQuery, containing text: String, _ db: Database) throws -> NotePage {
        let ids = try matches(CaseFolding.fold(text), db)
        guard let offset = query.offset, offset < ids.count else { return NotePage(notes: [], total: ids.count) }
        let page = try pick(ids, query.order, offset: offset, count: query.size, db)
        var bytes = 0
        let lookUp = try db.cachedStatement(sql: Note.byID)
        return NotePage(notes: try page.flatMap { try lookUp.notes([$0], query, &bytes) }, total: ids.count)
    }

    /// Whether there are notes whose changes the index does not know.
    static func isStale(_ db: Database) throws -> Bool {
        try db.cachedStatement(sql: "SELECT 1 FROM note_stale LIMIT 1").firstRow { _ in true } ?? false
    }

    /// The ids of all notes that contain a folded text, in ascending order.
    private static func matches(_ needle: [UInt8], _ db: Database) throws -> [Int64] {
        let scalars = String(decoding: needle, as: UTF8.self).unicodeScalars
        guard scalars.count >= minimumIndexedLength else {
            return try scan("SELECT id, title, content FROM note ORDER BY id", needle, db)
        }
        let beginning = Array(String(scalars.prefix(maximumPhraseLength)).utf8)
        // One quoted string is one phrase, whatever is in it (https://www.sqlite.org/fts5.html#fts5_strings).
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

    private static func contains(
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

    /// `count` of these notes from `offset` on, in order. `ids` ascend.
    private static func pick(
        _ ids: [Int64], _ order: NoteQuery.Order, offset: Int, count: Int, _ db: Database
    ) throws -> [Int64] {
        let count = min(count, ids.count - offset)
        let isNear = offset <= ids.count / 2
        let sql = isNear ? order.descending : order.ascending
        let skipped = isNear ? offset : ids.count - offset - count
        let page =
            ids.count < 1000
            ? try sort(ids, sql, offset: skipped, count: count, db)
            : try walk(ids, sql, offset: skipped, count: count, db)
        return isNear ? page : page.reversed()
    }

    /// For few notes: looks up where each stands.
    private static func sort(
        _ ids: [Int64], _ order: String, offset: Int, count: Int, _ db: Database
    ) throws -> [Int64] {
        // json_each stands in for a list of any length (https://www.sqlite.org/json1.html#jeach).
        try db.cachedStatement(
            sql: """
                SELECT note.id FROM json_each(?) AS match CROSS JOIN note ON note.id = match.value
                ORDER BY \(order) LIMIT ? OFFSET ?
                """
        ).rows(["[\(ids.map(String.init).joined(separator: ","))]", count, offset]) { $0.int64(0) }
    }

    /// For many notes: follows the index of all notes, which costs a twentieth of a look-up for each, until there are
    /// enough. Many notes are soon met.
    private static func walk(
        _ ids: [Int64], _ order: String, offset: Int, count: Int, _ db: Database
    ) throws -> [Int64] {
        let matches = Set(ids)
        var page: [Int64] = []
        var skipped = 0
        try db.cachedStatement(sql: "SELECT note.id FROM note ORDER BY \(order)").forEachRow { row in
            guard matches.contains(row.int64(0)) else { return true }
            if skipped < offset {
                skipped += 1
            } else {
                page.append(row.int64(0))
            }
            return page.count < count
        }
        return page
    }
}
