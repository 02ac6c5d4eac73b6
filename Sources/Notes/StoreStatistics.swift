/// Numbers that show the state of a store.
public struct StoreStatistics: Sendable, Equatable {
    /// The number of writes that wait for earlier writes.
    public var waitingWrites: Int
    /// The size of the database's file, in bytes.
    public var databaseBytes: Int
    /// The size of the write-ahead log, in bytes: changes that are durable but not yet in the database's file.
    public var logBytes: Int

    public init(waitingWrites: Int = 0, databaseBytes: Int = 0, logBytes: Int = 0) {
        self.waitingWrites = waitingWrites
        self.databaseBytes = databaseBytes
        self.logBytes = logBytes
    }
}
