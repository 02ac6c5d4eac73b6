import GRDB
public import Notes

/// Reading the past of notes, and deleting it for good.
extension SQLiteNoteStore {
    public func revision(_ version: NoteVersion?, of id: Int64) throws -> NoteRevision {
        try readers.read { db in
            for life in try NoteLife.all(of: id, db) {
                if let position = version.map(life.position) ?? 0 { return try life.revision(at: position, db) }
            }
            throw NotesError.notFound
        }
    }

    public func comparedRevision(_ version: NoteVersion, of id: Int64) throws -> ComparedRevision {
        try readers.read { db in
            for life in try NoteLife.all(of: id, db) {
                guard let position = life.position(of: version) else { continue }
                let newest = try life.revision(at: 0, db)
                func revision(at position: Int) throws -> NoteRevision {
                    position == 0 ? newest : try life.revision(at: position, db)
                }
                return ComparedRevision(
                    revision: try revision(at: position), next: position == 0 ? nil : try revision(at: position - 1),
                    newest: life.isNewest ? newest : nil)
            }
            throw NotesError.notFound
        }
    }

    public func history(of id: Int64, offset: Int, size: Int) throws -> NoteHistory {
        try readers.read { db in
            guard let life = try NoteLife.all(of: id, db).first else { throw NotesError.notFound }
            let newest = try life.revision(at: 0, isSummary: true, db)
            let positions = (0..<life.count).dropFirst(offset).prefix(size)
            return NoteHistory(
                newest: newest,
                revisions: try positions.map { $0 == 0 ? newest : try life.revision(at: $0, isSummary: true, db) },
                total: life.count)
        }
    }

    public func trash(_ query: NoteQuery) throws -> RevisionPage {
        try readers.read { try Trash.page(query, $0) }
    }

    public func purge(_ id: Int64, _ version: NoteVersion?, if condition: VersionCondition?) throws {
        let deletion: Int64? = try readers.read { db in
            let life = try NoteLife.all(of: id, db).first { life in
                life.current == nil && (version == nil || life.entries.first?.version == version)
            }
            guard let life, let last = life.entries.first else { return nil }
            guard condition?(last.version) ?? true else {
                throw NotesError.changed(current: try life.revision(at: 0, db).note)
            }
            return last.row
        }
        guard let deletion, try purger.purgeTrash([deletion]) > 0 else { throw NotesError.notFound }
    }

    public func emptyTrash(upTo mark: Int64) throws -> Int {
        try purger.purgeTrash(readers.read { try Trash.rows(upTo: mark, $0) })
    }
}
