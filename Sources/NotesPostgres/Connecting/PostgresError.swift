#if PostgreSQL
import Notes

/// An error of the server or of the connection to it.
struct PostgresError: Error, CustomStringConvertible {
    /// The SQLSTATE of a server's error (https://www.postgresql.org/docs/15/errcodes-appendix.html); nil if the connection
    /// was lost, could not be made, or did not answer in time.
    let state: String?
    /// The message of the server or of libpq, in one line. It never contains a password.
    let message: String

    init(state: String? = nil, _ message: String) {
        self.state = state
        self.message = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    var description: String { state.map { "\(message) (SQLSTATE \($0))" } ?? message }

    /// Whether the connection is of no more use. If a write was sent, nobody knows yet whether it was committed.
    var isConnectionLost: Bool {
        // 57P01 to 57P03: the server is stopping or starting. Class 08: connection exceptions.
        state.map { $0.hasPrefix("57P0") || $0.hasPrefix("08") } ?? true
    }

    /// Whether the server may be there later: it did not answer, it is starting or stopping, or no server accepts writes now.
    var isTemporary: Bool {
        guard state == nil else { return isConnectionLost }
        // libpq does not tell the SQLSTATE of a server that refuses a connection.
        return !message.contains("FATAL") || message.contains("the database system is")
    }

    /// Whether the same transaction may succeed if it is run again: serialization_failure, deadlock_detected, or a prepared
    /// statement whose table was changed by a migration.
    var mayBeRepeated: Bool {
        ["40001", "40P01"].contains(state) || hasStalePlan
    }

    /// Whether a migration changed the columns that a prepared statement returns (feature_not_supported).
    var hasStalePlan: Bool { state == "0A000" && message.contains("cached plan") }
}

extension NotesError {
    /// Translates an error of PostgreSQL; nil if it is an internal error.
    init?(_ error: PostgresError) {
        switch error.state {
        // lock_not_available, query_canceled, serialization_failure, deadlock_detected, too_many_connections,
        // idle_in_transaction_session_timeout
        case "55P03", "57014", "40001", "40P01", "53300", "25P03": self = .busy
        // disk_full; sequence_generator_limit_exceeded: there are no more ids
        case "53100", "2200H": self = .full
        case "25006": self = .readOnly
        // data_corrupted, index_corrupted
        case "XX001", "XX002": self = .corrupt(description: error.description)
        default:
            guard error.isConnectionLost else { return nil }
            self = .unreachable
        }
    }
}
#endif
