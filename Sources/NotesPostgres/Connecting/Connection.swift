#if PostgreSQL
import CPostgreSQL
import Glibc
import Notes

/// One connection to a server, in libpq's pipeline mode: several statements need one round trip
/// (https://www.postgresql.org/docs/15/libpq-pipeline-mode.html). Only one thread at a time uses it.
final class Connection {
    private let handle: OpaquePointer
    private let warnings = Warnings()
    /// The names of the prepared statements.
    private var prepared: [String: String] = [:]
    /// How many statements were sent to be prepared. Some of them may have failed.
    private var preparations = 0
    /// Whether all statements up to now have ended, and the connection works.
    private(set) var isUsable = true
    /// Whether the server did not answer in time. It may still be working for this connection.
    private(set) var hasTimedOut = false
    /// The process of the server, as the time of its start; 0 if nobody has asked. After a failover, it is another one.
    var server: Int64 = 0
    /// Asked ten times a second while this connection waits. If it returns true, `run` throws `CancellationError`.
    var isCancelled: (() -> Bool)?

    /// Connects to the first server of the address that works. Takes at most the address's connect_timeout for each server.
    ///
    /// - Throws: `PostgresError`.
    init(_ address: ServerAddress, until deadline: Deadline = .none) throws {
        handle = try address.connect(until: deadline)
        PQsetNoticeReceiver(
            handle, { Warnings.add($0, $1) }, Unmanaged.passUnretained(warnings).toOpaque())
        PQsetnonblocking(handle, 1)
        PQenterPipelineMode(handle)
    }

    deinit {
        PQfinish(handle)
    }

    /// The version of the server, as in 150018 for 15.18.
    var serverVersion: Int { Int(PQserverVersion(handle)) }

    /// Whether a password went to a server on another machine without encryption.
    var hasExposedPassword: Bool {
        guard PQconnectionUsedPassword(handle) != 0, PQsslInUse(handle) == 0, let host = PQhost(handle) else {
            return false
        }
        return !ServerAddress.isLocal(String(cString: host))
    }

    /// Whether the server is a standby, which may lag behind its primary.
    var isStandby: Bool { PQparameterStatus(handle, "in_hot_standby").map { String(cString: $0) == "on" } ?? false }

    /// Whether the server has sent nothing to the idle connection. It does so when it ends the connection.
    var isOpen: Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) == 0
    }

    /// Runs statements in one round trip. Unless they contain BEGIN, they are one transaction.
    ///
    /// - Parameter deadline: when to stop waiting. The connection cannot be used after that.
    /// - Returns: the result of each statement.
    /// - Throws: `PostgresError`. After an error of the server, the other statements had no effect.
    @discardableResult
    func run(_ calls: [Call], until deadline: Deadline) throws -> [Rows] {
        warnings.count = 0
        isUsable = false
        /// The statement that each result prepares; nil if the result belongs to a call.
        var expected: [(sql: String, name: String)?] = []
        for call in calls { try send(call, &expected) }
        guard PQpipelineSync(handle) == 1 else { throw Self.error(of: handle) }
        return try receive(expected, until: deadline)
    }

    @discardableResult
    func run(_ call: Call, until deadline: Deadline) throws -> Rows {
        guard let rows = try run([call], until: deadline).first else { throw PostgresError("no result") }
        return rows
    }

    /// Ends a transaction that an error has left open.
    ///
    /// - Returns: whether the connection can be used again.
    func endTransaction() -> Bool {
        if PQtransactionStatus(handle) == PQTRANS_IDLE { return true }
        return (try? run(Call("ROLLBACK"), until: .after(.seconds(1)))) != nil
    }

    /// Whether the server warned during the last `run`. It warns if a commit does not wait for a standby.
    var hasWarning: Bool { warnings.count > 0 }

    private func send(_ call: Call, _ expected: inout [(sql: String, name: String)?]) throws {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>?] = []
        for argument in call.arguments {
            let start = bytes.count
            ranges.append(try argument.append(to: &bytes) ? start..<bytes.count : nil)
        }
        let types = call.arguments.map(\.type)
        let formats = [CInt](repeating: 1, count: types.count)
        let lengths = ranges.map { CInt(truncatingIfNeeded: $0?.count ?? 0) }
        let count = CInt(types.count)
        let isSent = bytes.withUnsafeBytes { bytes in
            // An empty text needs an address, too: libpq reads nil as NULL.
            var empty: CChar = 0
            return withUnsafePointer(to: &empty) { empty in
                let values: [UnsafePointer<CChar>?] = ranges.map { range in
                    guard let range else { return nil }
                    if range.isEmpty { return empty }
                    return bytes.baseAddress.map { ($0 + range.lowerBound).assumingMemoryBound(to: CChar.self) }
                }
                guard call.isPrepared else {
                    return PQsendQueryParams(handle, call.sql, count, types, values, lengths, formats, 1) == 1
                }
                let name: String
                if let known = prepared[call.sql] ?? expected.last(where: { $0?.sql == call.sql })??.name {
                    name = known
                } else {
                    preparations += 1
                    name = "s\(preparations)"
                    guard PQsendPrepare(handle, name, call.sql, count, types) == 1 else { return false }
                    expected.append((call.sql, name))
                }
                return PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1) == 1
            }
        }
        guard isSent else { throw Self.error(of: handle) }
        expected.append(nil)
    }

    /// Receives all results up to the end of the pipeline.
    private func receive(_ expected: [(sql: String, name: String)?], until deadline: Deadline) throws -> [Rows] {
        var results: [Rows] = []
        var error: PostgresError?
        var position = 0
        while true {
            try waitForResult(until: deadline)
            // After the result of each statement, PQgetResult returns nil once.
            guard let result = PQgetResult(handle) else {
                if PQstatus(handle) != CONNECTION_OK { throw error ?? Self.error(of: handle) }
                continue
            }
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                PQclear(result)
                isUsable = !(error?.hasStalePlan ?? false)
                if let error { throw error }
                return results
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                if position < expected.count, let (sql, name) = expected[position] {
                    prepared[sql] = name
                    PQclear(result)
                } else {
                    results.append(Rows(result))
                }
            default:
                // The server skips the statements after an error: PGRES_PIPELINE_ABORTED.
                error = error ?? Self.error(of: result, handle)
                PQclear(result)
                if PQstatus(handle) != CONNECTION_OK, let error { throw error }
            }
            position += 1
        }
    }

    /// Sends what is left to send, and waits until a result is complete.
    private func waitForResult(until deadline: Deadline) throws {
        var isFlushed = false
        while true {
            if !isFlushed {
                let left = PQflush(handle)
                guard left >= 0 else { throw Self.error(of: handle) }
                isFlushed = left == 0
            }
            if PQisBusy(handle) == 0 { return }
            var descriptor = pollfd(
                fd: PQsocket(handle), events: Int16(isFlushed ? POLLIN : POLLIN | POLLOUT), revents: 0)
            let ready = poll(&descriptor, 1, isCancelled == nil ? deadline.milliseconds : 100)
            if isCancelled?() ?? false { throw CancellationError() }
            if ready == 0 && isCancelled == nil {
                hasTimedOut = true
                throw PostgresError("the database does not answer in time")
            }
            if ready < 0 && errno != EINTR { throw PostgresError("poll: \(String(cString: strerror(errno)))") }
            guard PQconsumeInput(handle) == 1 else { throw Self.error(of: handle) }
        }
    }

    private static func error(of handle: OpaquePointer) -> PostgresError {
        PostgresError(String(cString: PQerrorMessage(handle)))
    }

    private static func error(of result: OpaquePointer, _ handle: OpaquePointer) -> PostgresError {
        // 67 is PG_DIAG_SQLSTATE, 'C'; 77 is PG_DIAG_MESSAGE_PRIMARY, 'M'. Swift does not import these macros.
        let state = PQresultErrorField(result, 67).map { String(cString: $0) }
        let message = PQresultErrorField(result, 77).map { String(cString: $0) }
        return PostgresError(state: state, message ?? String(cString: PQerrorMessage(handle)))
    }
}

/// Counts the warnings of a server.
private final class Warnings {
    var count = 0

    static func add(_ context: UnsafeMutableRawPointer?, _ notice: OpaquePointer?) {
        // 86 is PG_DIAG_SEVERITY_NONLOCALIZED, 'V'.
        guard let context, let notice, let severity = PQresultErrorField(notice, 86),
            String(cString: severity) == "WARNING"
        else { return }
        Unmanaged<Warnings>.fromOpaque(context).takeUnretainedValue().count += 1
    }
}
#endif
