import GRDB
import GRDBSQLite
import Locking

/// Knows which commit last changed a note. So a cached response that depends on one note outlives the commits that did
/// not change this note.
///
/// The commits of this process are known in detail: SQLite reports each row that a commit changes. A commit of another
/// program counts as a change of all notes.
final class LastChanges: Sendable {
    private struct State {
        /// How many commits are known.
        var count: Int64 = 0
        /// The version of the database after the last known commit.
        var version: Int64?
        /// The last commit that may have changed any note.
        var unknown: Int64 = 0
        /// The last known commit for each group of notes. A note with the id n is in the group n modulo `groups`.
        var known = [Int64](repeating: 0, count: groups)
        /// Whether this process is committing, so `version` may be about to change.
        var isCommitting = false
        /// PRAGMA data_version of the writing connection. It changes with each commit of other connections only.
        var others: Int64?

        mutating func addUnknown() {
            count += 1
            unknown = count
        }
    }

    private static let groups = 4096

    private let version: DataVersion
    private let state = Locked(State())
    private let changed: ChangedNotes

    /// - Parameter db: the connection that writes. Nothing else in this process may commit.
    init(_ version: DataVersion, _ db: Database) {
        self.version = version
        changed = ChangedNotes(db)
    }

    /// The number of the last commit that may have changed a note; nil if it is unknown at the moment. While the number
    /// stays the same, the note stays the same.
    func number(of id: Int64) -> Int64? {
        state.withLock { state in
            guard let current = try? version.current else { return nil }
            if current != state.version {
                if state.isCommitting { return nil }
                // Another program has committed.
                state.addUnknown()
                state.version = current
            }
            return max(state.unknown, state.known[Self.group(of: id)])
        }
    }

    /// Called before each commit.
    func willCommit() {
        state.withLock { $0.isCommitting = true }
    }

    /// Called after each transaction, before its writes are acknowledged.
    func didEndTransaction(_ db: Database) {
        let ids = changed.removeAll()
        // In this order: if no other connection has committed until `others` is read, then `current` is the version that
        // this commit made.
        let current = try? version.current
        let others = try? db.cachedStatement(sql: "PRAGMA data_version").firstRow { $0.int64(0) }
        state.withLock { state in
            if others != nil && others == state.others {
                state.count += 1
                for id in ids { state.known[Self.group(of: id)] = state.count }
            } else {
                state.addUnknown()
            }
            (state.version, state.others, state.isCommitting) = (current, others, false)
        }
    }

    private static func group(of id: Int64) -> Int { Int(truncatingIfNeeded: id) & (groups - 1) }
}

/// Collects the ids of the notes that a connection changes.
///
/// `@unchecked Sendable`: used only on the connection's queue.
private final class ChangedNotes: @unchecked Sendable {
    private var ids: [Int64] = []

    /// GRDB sets a hook of its own only for observers of transactions, and this program has none.
    init(_ db: Database) {
        sqlite3_update_hook(
            db.sqliteConnection,
            { context, _, _, table, id in
                guard let context, let table, sqlite3_stricmp(table, "note") == 0 else { return }
                Unmanaged<ChangedNotes>.fromOpaque(context).takeUnretainedValue().ids.append(id)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    func removeAll() -> [Int64] {
        defer { ids.removeAll(keepingCapacity: true) }
        return ids
    }
}
