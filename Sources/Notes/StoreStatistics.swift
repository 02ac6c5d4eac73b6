/// How a store is doing, in numbers.
public struct StoreStatistics: Sendable, Equatable {
    /// Writes that wait for those before them.
    public var waitingWrites: Int
    /// Of the database's file, in bytes.
    public var databaseBytes: Int
    /// Of what was written and is not in that file yet, in bytes.
    public var logBytes: Int

    public init(waitingWrites: Int = 0, databaseBytes: Int = 0, logBytes: Int = 0) {
        self.waitingWrites = waitingWrites
        self.databaseBytes = databaseBytes
        self.logBytes = logBytes
    }
}
