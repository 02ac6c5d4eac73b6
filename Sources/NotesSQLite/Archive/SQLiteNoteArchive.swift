import GRDB
import Glibc
public import Notes

/// Operations on a whole SQLite database. All of them work while a service uses the database.
public struct SQLiteNoteArchive: NoteArchive {
    let file: DatabaseFile

    /// - Parameter path: the path of the database's file. The file need not exist.
    public init(path: String) {
        file = DatabaseFile(path: path)
    }

    /// The main file, and files that SQLite creates and deletes at any time (https://www.sqlite.org/tempfiles.html).
    public var files: [String] {
        // SQLite resolves symbolic links before it names the other files.
        let resolved = realpath(file.path, nil)
        defer { free(resolved) }
        let path = resolved.map { String(cString: $0) } ?? file.path
        return ["", "-wal", "-shm", "-journal"].map { path + $0 }
    }

    public func migrate(isCancelled: () -> Bool) throws -> Migration {
        let (writer, migration) = try file.openWriter(
            busyTimeout: SQLiteNoteStore.busyTimeout, isCancelled: isCancelled)
        defer { try? writer.close() }
        return try UserError.explaining("cannot add the notes of an interrupted import to \(file.path)") {
            try writer.inDatabase { db in
                if try Publication.isNeeded(db) { _ = try StagedImport.finishEarlier(db) }
            }
            return migration
        }
    }
}
