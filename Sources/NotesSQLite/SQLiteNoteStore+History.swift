import GRDB
public import Notes

/// Reading the past of notes, and deleting it for good.
extension SQLiteNoteStore {
    public func revision(_ selector: NoteRevision.Selector, of id: Int64) throws -> NoteRevision {
        try readers.read { db in
            for (number, life) in try NoteLife.all(of: id, db).enumerated() {
                let position: Int? =
                    switch selector {
                    case .newest: 0
                    case .version(let version): life.position(of: version)
                    case .base(let version): number == 0 ? life.position(of: version) : nil
                    case .following(let version): life.position(of: version).flatMap { $0 > 0 ? $0 - 1 : nil }
                    }
                if let position { return try life.revision(at: position, db) }
            }
            throw NotesError.notFound
        }
    }

    public func history(of id: Int64, offset: Int, size: Int) throws -> RevisionPage {
        try readers.read { db in
            guard let life = try NoteLife.all(of: id, db).first else { throw NotesError.notFound }
            let positions = (0..<life.count).dropFirst(offset).prefix(size)
            return RevisionPage(
                revisions: try positions.map { try life.revision(at: $0, hasContent: false, db) }, total: life.count)
        }
    }

    public func trash(_ query: NoteQuery) throws -> RevisionPage {
        try readers.read { try Trash.page(query, $0) }
    }

    public func purge(_ id: Int64, _ version: NoteVersion?) throws {
        try write(by: nil) { try $0.purge(id, version) }
        logCleaner.schedule()
    }

    public func emptyTrash(upTo mark: Int64) throws -> Int {
        let rows = try readers.read { try Trash.rows(upTo: mark, $0) }
        var count = 0
        for start in stride(from: 0, to: rows.count, by: Self.purgedAtOnce) {
            let batch = Array(rows[start..<min(start + Self.purgedAtOnce, rows.count)])
            count += try write(by: nil) { try $0.purge(rows: batch) }
            logCleaner.schedule()
        }
        return count
    }

    /// The number of notes that one transaction deletes for good, so that other writes need not wait long.
    private static let purgedAtOnce = 16
}
