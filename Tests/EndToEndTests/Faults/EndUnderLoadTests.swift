import Glibc
import Testing
import TestSupport

/// After SIGTERM under load, the database contains the acknowledged changes and no others.
@Suite struct EndUnderLoadTests {
    @Test(arguments: 1...3) func everyChangeIsAcknowledged(round: Int) throws {
        let service = try Service()
        let ledger = Ledger()
        let writers = NoteWriters(8, service, ledger)
        try writers.wait(forMore: 200 * round)
        let (exitStatus, duration) = try service.stop()
        #expect(exitStatus == 0)
        #expect(duration < .seconds(5))
        try writers.join()
        #expect(service.errors.matches(of: /took too long/).isEmpty)

        // If the service closed a connection before it sent a response, it has not made that change.
        let found = try FoundNotes(service.folder.file("notes.db"))
        let problem = found.problem(ledger.acknowledgedNotes, unanswered: 0)
        #expect(problem == nil, "\(problem ?? "")")
        // A write-ahead log would have to be recovered at the next start.
        #expect(try !service.folder.names.contains("notes.db-wal"))
    }

    /// Another process holds the lock for schema changes, so the service waits.
    @Test func aServiceThatWaitsToStartEndsAtOnce() throws {
        let folder = try Service.makeFolder()
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        try #require(flock(descriptor, LOCK_EX) == 0)
        let service = try Service(starting: folder)
        try waitUntil("the service has opened the folder to lock it") {
            try service.process.descriptors.contains(folder.path)
        }
        let (exitStatus, duration) = try service.stop()
        // systemd expects a process that it stops to end by this signal.
        #expect(exitStatus == 128 + SIGTERM)
        #expect(duration < .seconds(5))
        #expect(try !folder.names.contains("notes.db"))
    }
}
