import GRDB
import GRDBSQLite
import Locking
import Markdown
import Notes

/// Knows which commit last changed a note, or the links to it. So what the cache keeps outlives the commits that did not
/// change it.
///
/// The commits of this process are known in detail: SQLite reports each row that a commit changes, and `NoteWriter` the
/// notes before and after. A commit of another program counts as a change of all notes and links.
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
        /// The last commit that may have changed any link.
        var unknownLinks: Int64 = 0
        /// The last known commit that may have changed which note has a title, or the links to it, for each group of titles.
        var knownLinks = [Int64](repeating: 0, count: groups)
        /// Whether this process is committing, so `version` may be about to change.
        var isCommitting = false
        /// PRAGMA data_version of the writing connection. It changes with each commit of other connections only.
        var others: Int64?

        mutating func addUnknown() {
            count += 1
            (unknown, unknownLinks) = (count, count)
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
        number { max($0.unknown, $0.known[Self.group(of: id)]) }
    }

    /// The number of the last commit that may have changed which note has a title, or the links to that note; nil if it is
    /// unknown at the moment.
    func number(ofLinksTo title: String) -> Int64? {
        let group = Self.group(of: TextFold.fold(title))
        return number { max($0.unknownLinks, $0.knownLinks[group]) }
    }

    private func number(_ read: (State) -> Int64) -> Int64? {
        state.withLock { state in
            guard let current = try? version.current else { return nil }
            if current != state.version {
                if state.isCommitting { return nil }
                // Another program has committed.
                state.addUnknown()
                state.version = current
            }
            return read(state)
        }
    }

    /// Called during a transaction, with each note that a statement has added or removed, and with both versions of one that
    /// it has changed.
    func add(_ note: Note) {
        changed.describe(note.id)
        changed.titles.insert(Self.group(of: TextFold.fold(note.title)))
        for title in Mentions.titles(in: note.content) {
            changed.titles.insert(Self.group(of: TextFold.fold(title)))
        }
    }

    /// Called before each commit.
    func willCommit() {
        state.withLock { $0.isCommitting = true }
    }

    /// Called after each transaction, before its writes are acknowledged.
    func didEndTransaction(_ db: Database) {
        defer { changed.removeAll() }
        // In this order: if no other connection has committed until `others` is read, then `current` is the version that
        // this commit made.
        let current = try? version.current
        let others = try? db.cachedStatement(sql: "PRAGMA data_version").firstRow { $0.int64(0) }
        state.withLock { state in
            if others != nil && others == state.others {
                state.count += 1
                for id in changed.ids { state.known[Self.group(of: id)] = state.count }
                for title in changed.titles { state.knownLinks[title] = state.count }
                if !changed.areDescribed { state.unknownLinks = state.count }
            } else {
                state.addUnknown()
            }
            (state.version, state.others, state.isCommitting) = (current, others, false)
        }
    }

    private static func group(of id: Int64) -> Int { Int(truncatingIfNeeded: id) & (groups - 1) }

    private static func group(of foldedTitle: [UInt8]) -> Int { foldedTitle.hashValue & (groups - 1) }
}

/// Collects the notes that a connection changes.
///
/// `@unchecked Sendable`: used only on the connection's queue.
private final class ChangedNotes: @unchecked Sendable {
    private(set) var ids: [Int64] = []
    /// The changes in `ids` for which `describe` was not called.
    private var undescribed: [Int64] = []
    /// The groups of the titles of changed notes, and of the titles to which they link.
    var titles: Set<Int> = []

    var areDescribed: Bool { undescribed.isEmpty }

    func describe(_ id: Int64) {
        undescribed.removeAll { $0 == id }
    }

    /// GRDB sets a hook of its own only for observers of transactions, and this program has none.
    init(_ db: Database) {
        sqlite3_update_hook(
            db.sqliteConnection,
            { context, _, _, table, id in
                guard let context, let table, sqlite3_stricmp(table, "note") == 0 else { return }
                let notes = Unmanaged<ChangedNotes>.fromOpaque(context).takeUnretainedValue()
                notes.ids.append(id)
                notes.undescribed.append(id)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    func removeAll() {
        ids.removeAll(keepingCapacity: true)
        undescribed.removeAll(keepingCapacity: true)
        titles.removeAll(keepingCapacity: true)
    }
}
