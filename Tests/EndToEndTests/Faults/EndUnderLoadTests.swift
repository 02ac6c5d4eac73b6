import Glibc
import Testing
import TestSupport

/// SIGTERM while many write: what was acknowledged is there, and what was done was acknowledged.
@Suite struct EndUnderLoadTests {
    @Test(arguments: 1...3) func everyChangeIsAnswered(round: Int) throws {
        let service = try Service()
        let ledger = Ledger()
        let writers = NoteWriters(8, service, ledger)
        try writers.wait(forMore: 200 * round)
        let (exitStatus, duration) = try service.stop()
        #expect(exitStatus == 0)
        #expect(duration < .seconds(5))
        try writers.join()
        #expect(service.errors.matches(of: /took too long/).isEmpty)

        // What a writer had sent when its connection was closed was not begun.
        let found = try FoundNotes(service.folder.file("notes.db"))
        let problem = found.problem(ledger.acknowledgedNotes, unanswered: 0)
        #expect(problem == nil, "\(problem ?? "")")
        // It left nothing to be repaired.
        #expect(try !service.folder.names.contains("notes.db-wal"))
    }

    /// Another process is changing the schema, which may take long.
    @Test func whileItWaitsToBegin() throws {
        let folder = try Service.makeFolder()
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        try #require(flock(descriptor, LOCK_EX) == 0)
        let service = try Service(starting: folder)
        try waitUntil("the service has opened the folder, to lock it") {
            try service.process.descriptors.contains(folder.path)
        }
        let (exitStatus, duration) = try service.stop()
        // As systemd expects of a process that was told to end.
        #expect(exitStatus == 128 + SIGTERM)
        #expect(duration < .seconds(5))
        #expect(try !folder.names.contains("notes.db"))
    }
}
