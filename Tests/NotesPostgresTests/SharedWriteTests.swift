#if PostgreSQL
import Notes
import StoreContract
import TestSupport
import Testing

@testable import NotesPostgres

/// New notes of several threads share transactions.
@Suite struct SharedWriteTests {
    private static let threads = 12
    private static let notes = 40

    /// Creates notes with different texts and users in several threads.
    ///
    /// - Returns: the threads. Each compares its notes with what the store returns.
    private func createNotes(_ store: PostgresNoteStore) -> Threads {
        Threads(Self.threads) { thread in
            let user = thread % 3 == 0 ? nil : "user \(thread)"
            for number in 0..<Self.notes {
                let content = "thread \(thread), number \(number)"
                let fields = try NoteDraft(title: .value("new"), content: .value(content)).validated()
                let (note, isRepeated) = try store.create(fields, by: user, key: nil)
                #expect(!isRepeated && note.content == content)
                let stored = try store.revision(nil, of: note.id)
                #expect(stored.note == note && stored.user == user)
            }
        }
    }

    @Test func eachNoteHasItsTextAndItsUser() throws {
        let test = try TestStore()
        defer { test.store.close() }
        try createNotes(test.store).join()
        let count = Self.threads * Self.notes
        #expect(try test.sql("SELECT count(DISTINCT content)::text FROM note") == ["\(count)"])
        let transactions = try test.sql("SELECT count(DISTINCT xmin::text)::text FROM note").first.flatMap { Int($0) }
        #expect(try #require(transactions) < count, "no transaction had two notes")
    }

    @Test func eachNoteIsCreatedOnceIfConnectionsAreLost() throws {
        let test = try TestStore()
        defer { test.store.close() }
        let proxy = try CuttingProxy(test.server)
        defer { proxy.close() }
        let store = try PostgresNoteStore(ServerAddress(url: proxy.url(test.database)))
        defer { store.close() }
        proxy.cut(.beforeReply, on: LostCommitTests.write)
        let threads = createNotes(store)
        for number in 0..<10 {
            try waitUntil("the connection is cut") { proxy.hasCut }
            proxy.cut(number % 2 == 0 ? .beforeRequest : .beforeReply, on: LostCommitTests.write)
        }
        try threads.join()
        let count = Self.threads * Self.notes
        #expect(try test.sql("SELECT count(*)::text FROM note") == ["\(count)"])
        #expect(try test.sql("SELECT count(DISTINCT content)::text FROM note") == ["\(count)"])
        #expect(try test.sql("SELECT sum(total)::text FROM note_total") == ["\(count)"])
    }

    /// The server refuses one of the notes. The others are created nevertheless.
    @Test func anErrorOfOneNoteDoesNotAffectOthers() throws {
        let test = try TestStore()
        defer { test.store.close() }
        try test.addTrigger(
            "TRIGGER refuse BEFORE INSERT ON note FOR EACH ROW WHEN (NEW.title = 'refused')", "RAISE EXCEPTION 'no';")
        let store = test.store
        let threads = Threads(Self.threads) { thread in
            for number in 0..<Self.notes {
                if thread == 0 {
                    #expect(throws: PostgresError.self) { try store.create("refused") }
                } else {
                    try store.create("thread \(thread), number \(number)")
                }
            }
        }
        try threads.join()
        let count = (Self.threads - 1) * Self.notes
        #expect(try test.sql("SELECT count(DISTINCT title)::text FROM note") == ["\(count)"])
    }

    @Test func aNoteThatWaitsDelaysOthersOnlyBriefly() throws {
        let test = try TestStore()
        defer { test.store.close() }
        try test.addTrigger(
            "TRIGGER hold BEFORE INSERT ON note FOR EACH ROW WHEN (NEW.title = 'waits')",
            "PERFORM pg_advisory_xact_lock(1); RETURN NEW;")
        let holder = try Connection(test.address)
        try holder.run(Call("SELECT pg_advisory_lock(1)::text"), until: .none)
        let store = test.store
        let writer = Threads(1) { _ in try store.create("waits") }
        try test.waitForWaiting("advisory")
        let start = ContinuousClock.now
        for _ in 0..<3 { try store.create("another") }
        #expect(ContinuousClock.now - start < .seconds(3))
        try holder.run(Call("SELECT pg_advisory_unlock(1)"), until: .none)
        try writer.join()
        #expect(try test.store.page(NoteQuery()).total == 4)
    }
}
#endif
