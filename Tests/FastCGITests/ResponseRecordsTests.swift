import Glibc
import Locking
import Synchronization
import Testing
import TestSupport

@testable import FastCGI

/// Sends responses over a pair of sockets with the smallest buffer, so that no response fits into one sendmsg(2).
@Suite struct ResponseRecordsTests {
    /// Returns all received bytes, and how often the sender announced that it waits.
    private func send(_ size: Int, interrupting: Bool = false) throws -> (received: [UInt8], waits: Int) {
        var sockets: [CInt] = [0, 0]
        #expect(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &sockets) == 0)
        let (sender, receiver) = (sockets[0], sockets[1])
        defer { close(receiver) }
        var buffer: CInt = 1
        setsockopt(sender, SOL_SOCKET, SO_SNDBUF, &buffer, socklen_t(MemoryLayout<CInt>.size))

        let waits = Atomic(0)
        let thread = Locked<pthread_t?>(nil)
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 3) }
        let sending = Threads(1) { _ in
            thread.withLock { $0 = pthread_self() }
            let records = ResponseRecords(requestID: 1, head: Array("head".utf8), body: body)
            #expect(records.send(to: sender) { waits.add(1, ordering: .relaxed) })
            thread.withLock { $0 = nil }
            shutdown(sender, CInt(SHUT_RDWR))
        }
        if interrupting {
            // A handler without SA_RESTART, so the signal interrupts sendmsg(2).
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { _ in }
            sigaction(SIGUSR2, &action, nil)
        }
        // Nobody reads yet, so a response that does not fit into the buffer makes its sender wait.
        if size > 10 { try waitUntil("the sender waits") { waits.load(ordering: .relaxed) > 0 } }
        var received: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1000)
        while true {
            if interrupting { thread.withLock { thread in thread.map { _ = pthread_kill($0, SIGUSR2) } } }
            let count = recv(receiver, &part, part.count, 0)
            guard count > 0 else { break }
            received += part[..<count]
        }
        try sending.join()
        close(sender)
        return (received, waits.load(ordering: .relaxed))
    }

    private func expectWhole(_ bytes: [UInt8], _ size: Int) throws {
        var rest = bytes
        var output: [UInt8] = []
        var kinds: [UInt8] = []
        while let record = try FastCGIRecord.removeFirst(of: &rest) {
            kinds.append(record.kind)
            if record.kind == FastCGIRecord.Kind.standardOutput.rawValue { output += record.content }
        }
        #expect(rest.isEmpty)
        #expect(kinds.last == FastCGIRecord.Kind.endRequest.rawValue)
        #expect(output.elementsEqual(Array("head".utf8) + (0..<size).map { UInt8(truncatingIfNeeded: $0 / 3) }))
    }

    @Test(arguments: [0, 10, 31_000, 31_996, 31_997, 100_000])
    func aResponseIsSentInPartsIfTheBufferIsSmall(size: Int) throws {
        let (received, waits) = try send(size)
        try expectWhole(received, size)
        // A small response fits into the buffer, so its sender does not wait.
        #expect(size > 10 ? waits > 0 : waits == 0)
    }

    @Test func signalsDoNotBreakAResponse() throws {
        for _ in 1...20 { try expectWhole(send(100_000, interrupting: true).received, 100_000) }
    }
}
