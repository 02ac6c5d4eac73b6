import Locking

/// The rules that a database must meet after the changes in the record.
extension InvariantRecord {
    /// Compares the record with all stored versions.
    ///
    /// - Returns: the first faults, as sentences.
    func problems(_ stored: StoredVersions) -> [String] {
        let entries = entries.withLock { $0 }
        let places = Self.places(stored)
        let writes = Dictionary(grouping: entries.writes, by: \.word)
        return entries.problems
            + stored.notes.flatMap { Self.order($0, $1) }
            + entries.seen.flatMap { Self.check($0, stored) }
            + writes.flatMap { Self.check($0, $1, places[$0] ?? [], stored) }
            + entries.merges.flatMap { Self.check($0, stored) }
            + Self.check(entries.deletions, stored)
            + entries.restorations.flatMap { Self.check($0, stored) }
    }

    /// A position among the versions of a note.
    private struct Place: Hashable {
        let noteID: Int
        let position: Int
    }

    /// Returns for each word the first version of each note that contains it.
    private static func places(_ stored: StoredVersions) -> [String: [Place]] {
        var places: [String: [Place]] = [:]
        for (id, versions) in stored.notes {
            var known: Set<String> = []
            for (position, version) in versions.enumerated() {
                for word in version.state.lastWords where known.insert(String(word)).inserted {
                    places[String(word), default: []].append(Place(noteID: id, position: position))
                }
            }
        }
        return places
    }

    /// No version appears twice, and versions only grow.
    private static func order(_ id: Int, _ versions: [StoredVersions.Version]) -> [String] {
        zip(versions, versions.dropFirst()).filter { $0.name >= $1.name }.map {
            "note \(id) has the version \($1.name) after \($0.name)"
        }
    }

    /// A version in a response is stored unchanged. It follows the version that the request named.
    private static func check(_ seen: Seen, _ stored: StoredVersions) -> [String] {
        let place = "version \(seen.version) of note \(seen.noteID)"
        guard let position = stored.position(seen.noteID, seen.version), let versions = stored.notes[seen.noteID],
            versions[position].state == seen.state
        else { return ["\(place) is not stored as it was acknowledged: \(seen.state)"] }
        if let origin = seen.origin, stored.state(seen.noteID, origin) != seen.state {
            return ["\(place) is not \(origin), which it was restored from"]
        }
        guard let base = seen.base, base != seen.version else { return [] }
        // A condition does not apply to a deleted note.
        let isAllowed = position > 0 && (versions[position - 1].name == base || versions[position - 1].isDeletion)
        return isAllowed ? [] : ["\(place) replaced another version than \(base)"]
    }

    /// Checks the requests that wrote the same word: one change, which may have been sent several times.
    private static func check(_ word: String, _ writes: [Write], _ places: [Place], _ stored: StoredVersions)
        -> [String]
    {
        let sent = writes.filter { $0.outcome != .refused }
        if places.count > 1 { return ["\(word) is in several notes: \(places)"] }
        guard let place = places.first, let versions = stored.notes[place.noteID] else {
            return writes.contains { $0.outcome == .acknowledged } ? ["\(word) was acknowledged and is lost"] : []
        }
        if sent.isEmpty { return ["\(word) was refused, and was saved in \(place)"] }
        guard sent.count == 1, let write = sent.first, let id = write.noteID else { return [] }
        if id != place.noteID { return ["\(word) was written to note \(id), and is in \(place)"] }
        let new = versions[place.position]
        // Another program created the note.
        guard place.position > 0 else { return write.base == nil ? [] : ["\(word) has no version before it"] }
        let old = versions[place.position - 1]
        guard let typed = write.typed else {
            let isSuccessor = write.base == nil || write.base == old.name
            return isSuccessor ? [] : ["\(word) replaced \(old.name) unseen instead of \(write.base ?? "")"]
        }
        guard let base = write.base else {
            // A form without a version replaces the text.
            let (saved, sent) = (new.state.inForm, typed.title.hasSuffix(" \(word)") ? typed.title : typed.content)
            return [saved.title, saved.content].contains(sent) ? [] : ["\(word) was not saved as typed: \(new.name)"]
        }
        guard let start = stored.state(id, base) else { return ["the version \(base) of note \(id) is lost"] }
        let fault = "\(word), started from \(base), was not merged with \(old.name): \(new.name)"
        return isMerge(new.state.inForm, start.inForm, typed, old.state.inForm) ? [] : [fault]
    }

    /// Whether a saved form contains the changes of both sides. If both sides changed the same field differently, the form
    /// must be shown again and not saved.
    private static func isMerge(_ new: NoteState, _ base: NoteState, _ mine: NoteState, _ theirs: NoteState) -> Bool {
        func isMerge<Value: Equatable>(_ field: KeyPath<NoteState, Value>) -> Bool {
            let (mine, theirs, base) = (mine[keyPath: field], theirs[keyPath: field], base[keyPath: field])
            let isClear = mine == base || theirs == base || mine == theirs
            return isClear && new[keyPath: field] == (mine == base ? theirs : mine)
        }
        return isMerge(\.title) && isMerge(\.content) && isMerge(\.isPinned)
    }

    /// A page with a merged text contains every line that the other side added.
    private static func check(_ merge: Merge, _ stored: StoredVersions) -> [String] {
        guard let base = stored.state(merge.noteID, merge.base), let theirs = stored.state(merge.noteID, merge.theirs)
        else { return ["a merge of note \(merge.noteID) names an unknown version: \(merge.base), \(merge.theirs)"] }
        let missing = Set(theirs.lines).subtracting(base.lines).subtracting(merge.shown.lines)
        return missing.isEmpty ? [] : ["the merge of \(merge.theirs) in note \(merge.noteID) has no longer \(missing)"]
    }

    /// Each acknowledged deletion moved a version to the trash: the one that it named.
    private static func check(_ deletions: [Deletion], _ stored: StoredVersions) -> [String] {
        var problems: [String] = []
        for (id, deletions) in Dictionary(grouping: deletions, by: \.noteID) {
            let versions = stored.notes[id] ?? []
            let known = deletions.count { $0.outcome == .acknowledged && !$0.mayRepeatAnother }
            let unknown = deletions.count {
                $0.outcome == .unknown || ($0.outcome == .acknowledged && $0.mayRepeatAnother)
            }
            let found = versions.count { $0.isDeletion }
            if !(known...known + unknown).contains(found) {
                problems.append("note \(id) was deleted \(found) times, not \(known) to \(known + unknown) times")
            }
            for case (let base?, .acknowledged) in deletions.map({ ($0.base, $0.outcome) }) {
                let isDeleted = stored.position(id, base).map { versions[$0].isDeletion } ?? false
                if !isDeleted { problems.append("version \(base) of note \(id) is not in the trash") }
            }
        }
        return problems
    }

    /// A restored version comes after the version that the page showed as the current one, or after a deletion. If another
    /// request has given the note the same text first, there is nothing left to restore.
    private static func check(_ restoration: Restoration, _ stored: StoredVersions) -> [String] {
        let id = restoration.noteID
        let fault = "note \(id) was not restored to \(restoration.origin) after \(restoration.base ?? "its deletion")"
        guard let state = stored.state(id, restoration.origin), let versions = stored.notes[id] else { return [fault] }
        let start: Int? =
            if let base = restoration.base {
                stored.position(id, base)
            } else {
                versions.firstIndex(where: \.isDeletion).map { $0 + 1 }
            }
        guard let start else { return [fault] }
        return versions[start...].contains { $0.state == state } ? [] : [fault]
    }
}
