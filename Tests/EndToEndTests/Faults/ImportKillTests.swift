import GRDB
import Glibc
import TestSupport
import Testing

/// A large import lets a service write, and adds all notes or none if it is killed.
@Suite struct ImportKillTests {
    private static let count = 3000

    private let folder: TemporaryDirectory

    init() throws {
        folder = try Service.makeFolder()
        let text = String(repeating: "text ", count: 1000)
        let lines = (1...Self.count).map { id in
            #"{"id":\#(id + 1000),"title":"imported \#(id)","content":"\#(text)","is_pinned":false,"#
                + #""created_at":null,"updated_at":null}"#
        }
        try folder.write(Array(lines.joined(separator: "\n").utf8), to: "notes.jsonl")
    }

    private func startImport() throws -> ChildProcess {
        try ChildProcess(
            [Checkout.notesFCGI, "import", "notes.jsonl"], in: folder.path,
            environment: ["SECRET_KEY": Command.secret])
    }

    private func database() throws -> DatabaseQueue {
        var configuration = Configuration()
        // The first connection after a crash locks the database for a moment.
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: folder.file("notes.db"), configuration: configuration)
    }

    private func count(_ table: String) throws -> Int {
        try database().read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table) WHERE title GLOB 'imported*'") ?? 0
        }
    }

    @Test(arguments: ["note_incoming", "note"]) func aKilledImportAddsAllNotesOrNone(table: String) throws {
        _ = try Command("migrate", in: folder)
        for round in 0..<LongTests.choose(20, normally: 3) {
            let process = try startImport()
            // Each round kills the import at a later step.
            let step = 1 + round * Self.count / LongTests.choose(40, normally: 6)
            try waitUntil("\(step) notes are in \(table)") { try process.hasEnded || count(table) >= step }
            process.signal(SIGKILL)
            _ = try process.wait(within: 10)
            let isComplete = try count("note") > 0
            #expect(table == "note_incoming" || isComplete)

            let service = try Service(in: folder)
            try waitUntil("the service has added the notes") { try count("note") == (isComplete ? Self.count : 0) }
            #expect(try service.createNote("after").id > Self.count + 1000, "the ids were reserved")
            #expect(try service.stop().exitStatus == 0)
            if isComplete {
                try database().write {
                    #expect(try Int.fetchOne($0, sql: "SELECT count(*) FROM note_incoming") == 0)
                    try $0.execute(sql: "DELETE FROM note; DELETE FROM note_past; UPDATE note_highest_id SET id = 0")
                }
            }
        }
    }

    @Test func aServiceWritesDuringAnImport() throws {
        let service = try Service(in: folder)
        let process = try startImport()
        var between = 0
        while !process.hasEnded {
            let start = ContinuousClock.now
            try service.createNote("meanwhile")
            let time = ContinuousClock.now - start
            #expect(time < .seconds(2), "\(time)")
            if (1..<Self.count).contains(try count("note")) { between += 1 }
        }
        #expect(try process.wait(within: 10) == 0)
        #expect(between > 0, "the service has written between two steps")
        #expect(try count("note") == Self.count)
    }
}
