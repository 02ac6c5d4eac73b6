#if PostgreSQL
import CPostgreSQL
import Glibc

extension ServerAddress {
    /// Connects to the first server that works. Takes at most connect_timeout for each server. If a server's name has several
    /// addresses, they share that time.
    ///
    /// This does not leave the choice of the server to libpq, because libpq cannot be told when all attempts have to end.
    ///
    /// - Parameter deadline: when to give up.
    /// - Returns: a PGconn that is connected.
    /// - Throws: `PostgresError` with the messages of all servers.
    func connect(until deadline: Deadline) throws -> OpaquePointer {
        var messages: [String] = []
        for server in servers {
            guard let handle = server.startConnecting() else {
                throw PostgresError("there is no memory for a connection")
            }
            let limit = server.connectTimeout.map { deadline.earlier(.seconds($0)) } ?? deadline
            if Self.finishConnecting(handle, until: limit) { return handle }
            let message = String(cString: PQerrorMessage(handle))
            // libpq has no message yet for a server that does not answer.
            messages.append(
                message.isEmpty ? "the server \(server.hosts.first ?? "") does not answer in time" : message)
            PQfinish(handle)
        }
        throw PostgresError(messages.joined(separator: "\n"))
    }

    /// The addresses of the single servers, in the order in which they are tried.
    var servers: [ServerAddress] {
        let lists = ["host", "hostaddr", "port"].compactMap { keyword in
            self[keyword].map { (keyword: keyword, values: $0.split(separator: ",", omittingEmptySubsequences: false)) }
        }
        let count = lists.filter { $0.keyword != "port" }.map(\.values.count).max() ?? 1
        let fits = lists.allSatisfy { $0.values.count == count || $0.keyword == "port" && $0.values.count == 1 }
        // libpq then says what is wrong.
        guard fits else { return [self] }
        return (0..<count).map { index in
            var server = self
            for (keyword, values) in lists { server[keyword] = String(values[min(index, values.count - 1)]) }
            return server
        }
    }

    /// See https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-PQCONNECTSTARTPARAMS.
    private static func finishConnecting(_ handle: OpaquePointer, until deadline: Deadline) -> Bool {
        var state = PQstatus(handle) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING {
            let events = Int16(state == PGRES_POLLING_READING ? POLLIN : POLLOUT)
            var descriptor = pollfd(fd: PQsocket(handle), events: events, revents: 0)
            let ready = poll(&descriptor, 1, deadline.milliseconds)
            if ready == 0 { return false }
            if ready > 0 { state = PQconnectPoll(handle) }
        }
        return state == PGRES_POLLING_OK
    }
}
#endif
