import Foundation
import Glibc
import Locking
import Testing
import TestSupport

/// Clients change the same notes at the same time while the service is killed again and again. No acknowledged text is
/// lost, and no change is replaced unseen.
@Suite struct InvariantTests {
    /// NOTES_TEST_SEED repeats the choices of an earlier run. The order in which the service handles the requests of
    /// different clients still differs.
    static let seed =
        ProcessInfo.processInfo.environment["NOTES_TEST_SEED"].flatMap { UInt64($0) } ?? .random(in: 1...UInt64.max)

    @Test func everyAcknowledgedChangeCanBeFoundAgain() throws {
        try check([])
    }

    /// The programs have no conditions, so they replace the texts of others. The replaced texts are in the history.
    @Test func everyChangeCanBeFoundAgainWhileOtherProgramsWrite() throws {
        try check([LongTests.choose(.flask, normally: .statements), .plain])
    }

    private func check(_ kinds: [OtherProgram.Kind]) throws {
        let seed = Self.seed
        var random = SplitMix64(state: seed)
        let folder = try Service.makeFolder()
        let services = Locked(try Service(in: folder))
        let record = InvariantRecord(goal: LongTests.choose(20_000, normally: 1000))
        let first = InvariantClient(8, services, record, seed: seed)
        try first.createNotes(3)
        let programs = try kinds.map { try OtherProgram($0, in: folder) }
        let loops = try programs.map { try $0.startLoop(seed: seed) }
        let clients = Threads(8) { number in
            do {
                try InvariantClient(number, services, record, seed: seed).run()
            } catch {
                record.abort("client \(number) ended: \(error)")
            }
        }
        while !record.isComplete {
            let goal = record.operations + Int.random(in: 20...LongTests.choose(160, normally: 60), using: &random)
            try waitUntil("the clients have sent more requests; seed \(seed)", within: 60) {
                record.operations >= goal || record.isComplete
            }
            let service = services.withLock { $0 }
            service.process.signal(SIGKILL)
            #expect(try service.process.wait(within: 10) == 128 + SIGKILL)
            let next = try Service(in: folder)
            services.withLock { $0 = next }
        }
        try clients.join(within: 60)
        for (program, loop) in zip(programs, loops) {
            let changes = try program.endLoop(loop)
            #expect(changes.count >= 10)
            for change in changes { record.add(change) }
        }

        let stored = try StoredVersions(folder.file("notes.db"))
        let problems = record.problems(stored)
        #expect(
            problems.isEmpty, "seed \(seed): \(problems.count) faults: \(problems.prefix(5).joined(separator: "\n"))")
        try Self.checkAPI(services.withLock { $0 }, stored)
    }

    /// Checks that the API shows the stored versions and the trash.
    static func checkAPI(_ service: Service, _ stored: StoredVersions) throws {
        struct History: Decodable {
            let versions: [Version]
            let pages: Int
        }
        struct Version: Decodable {
            let version: String
        }
        let connection = try service.connect()
        func get<Value: Decodable>(_ type: Value.Type, _ target: String) throws -> Value {
            try JSONDecoder().decode(type, from: Data(connection.send(FastCGIRequest("GET", target)).body))
        }
        for (id, versions) in stored.notes {
            var shown: [String] = []
            var page = 0
            var pages = 1
            while page < pages {
                page += 1
                let history = try get(History.self, "/api/notes/\(id)/history?per_page=100&page=\(page)")
                shown += history.versions.map(\.version)
                pages = history.pages
            }
            #expect(shown == versions.reversed().map(\.name), "the history of note \(id)")
            for version in versions.suffix(20) {
                let found = try get(NoteJSON.self, "/api/notes/\(id)/history/\(version.name)")
                #expect(NoteState(found) == version.state, "version \(version.name) of note \(id)")
            }
        }
        var trash: Set<Int> = []
        for page in 1...(stored.notes.count / 100 + 1) {
            trash.formUnion(try get(NoteJSON.List.self, "/api/trash?per_page=100&page=\(page)").notes.map(\.id))
        }
        #expect(trash == Set(stored.notes.keys).subtracting(stored.current))
    }
}
