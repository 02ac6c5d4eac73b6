import Locking
import Notes
import StoreContract
import TestSupport
import Testing

/// The number of a note's last change tells the cache whether it may still use a response.
@Suite struct LastChangesTests {
    private let test: TestStore
    private let other: OtherProgram
    private var store: any NoteStore { test.store }
    private var numbers: [Int64?] { (1...3).map(store.lastChange) }

    init() throws {
        test = try TestStore()
        other = try OtherProgram(test)
        for _ in 1...3 { try store.create("note") }
        try test.waitUntilIndexed()
    }

    @Test func aWriteChangesTheNumberOfItsOwnNoteOnly() throws {
        let writes: [(any NoteStore) throws -> Void] = [
            { try $0.update(2, content: "new") }, { try $0.delete(2) }, { try $0.restore(2) },
        ]
        for write in writes {
            let before = numbers
            try write(store)
            let after = numbers
            #expect(before[0] != nil && after[0] == before[0] && after[2] == before[2])
            #expect(after[1] != nil && after[1] != before[1])
        }
        let before = numbers
        try store.create("new")
        #expect(throws: NotesError.self) { try store.update(1, content: "new") { _ in false } }
        try test.waitUntilIndexed()
        #expect(numbers == before)
    }

    @Test func aWriteOfAnotherProgramMayHaveChangedEveryNote() throws {
        for _ in 1...3 {
            let before = numbers
            try other.run("UPDATE note SET content = content || 'x' WHERE id = 2")
            // This process commits before anyone asks.
            try store.create("new")
            let after = numbers
            for (before, after) in zip(before, after) { #expect(after != nil && after != before) }
        }
    }

    /// While two threads of this process and another program change notes, the same number always means the same note.
    @Test func theSameNumberMeansTheSameNote() throws {
        let (store, other) = (store, other)
        let seen = Locked<[[Int64]: NoteVersion]>([:])
        let writers = Locked(3)
        let threads = Threads(5) { thread in
            var random = SplitMix64(state: UInt64(thread))
            func randomID() -> Int64 { Int64.random(in: 1...3, using: &random) }
            if thread < 3 {
                defer { writers.withLock { $0 -= 1 } }
                for step in 1...200 {
                    let text = "\(thread) \(step)"
                    if thread == 0 {
                        try other.run("UPDATE note SET content = '\(text)' WHERE id = \(randomID())")
                    } else {
                        try store.update(randomID(), content: text)
                    }
                }
            }
            while writers.withLock({ $0 > 0 }) {
                let id = randomID()
                guard let number = store.lastChange(of: id) else { continue }
                let version = try store.note(id).version
                guard store.lastChange(of: id) == number else { continue }
                let first = seen.withLock { seen in
                    let first = seen[[id, number]] ?? version
                    seen[[id, number]] = first
                    return first
                }
                #expect(first == version)
            }
        }
        try threads.join()
        #expect(seen.withLock { $0.count } > 50)
    }
}
