import Glibc
import Locking
import Notes

/// Gives long searches a bounded share of the threads, so that they do not keep other requests waiting.
final class LongSearches: Sendable {
    /// How many long searches run at the same time.
    static let maximumRunning = max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)) / 2)

    private let permits: Permits
    private let willWait: @Sendable () -> Void

    /// - Parameters:
    ///   - threads: the number of threads that use the store. At most half of them run long searches or wait to
    ///     run one. At most half of the processors run them.
    ///   - willWait: called on the calling thread before a search becomes long, so that another request can run meanwhile.
    init(threads: Int, willWait: @escaping @Sendable () -> Void) {
        permits = Permits(
            Self.maximumRunning, maximumWaiting: max(0, threads / 2 - Self.maximumRunning), willWait: {})
        self.willWait = willWait
    }

    /// How many long searches wait for their turn.
    var waitingCount: Int { permits.waitingCount }

    /// Waits for the right to run a long search. It ends when the result is freed.
    ///
    /// - Throws: `NotesError.overloaded`.
    func permit() throws(NotesError) -> Permits.Permit {
        willWait()
        do { return try permits.permit() } catch { throw .overloaded }
    }
}
