import GRDB
import Glibc
public import Notes

/// An SQLite database as a whole. Everything works while a service uses the database.
public struct SQLiteNoteArchive: NoteArchive {
    let file: DatabaseFile

    /// - Parameter path: the path of the database's file, which need not exist.
    public init(path: String) {
        file = DatabaseFile(path: path)
    }

    /// SQLite may create or delete all but the first at any time (https://www.sqlite.org/tempfiles.html).
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
        try? writer.close()
        return migration
    }
}
