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
                revisions: try positions.map { try life.revision(at: $0, isSummary: true, db) }, total: life.count)
        }
    }

    public func trash(_ query: NoteQuery) throws -> RevisionPage {
        try readers.read { try Trash.page(query, $0) }
    }

    public func purge(_ id: Int64, _ version: NoteVersion?) throws {
        let life = try readers.read { db in
            try NoteLife.all(of: id, db).first { life in
                life.current == nil && (version == nil || life.entries.first?.version == version)
            }
        }
        guard let deletion = life?.entries.first?.row, try purger.purgeTrash([deletion]) > 0 else {
            throw NotesError.notFound
        }
    }

    public func emptyTrash(upTo mark: Int64) throws -> Int {
        try purger.purgeTrash(readers.read { try Trash.rows(upTo: mark, $0) })
    }
}
