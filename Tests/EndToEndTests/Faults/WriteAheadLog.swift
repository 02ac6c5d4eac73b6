import Foundation
import TestSupport

/// The write-ahead log of a test's database, as it is in its file (https://www.sqlite.org/fileformat2.html#walformat).
struct WriteAheadLog {
    let bytes: [UInt8]
    /// Change whenever the log begins anew.
    let salts: ArraySlice<UInt8>
    /// Where the frames end that belong to it; behind them there may be older ones.
    let end: Int

    private static let headerSize = 32
    private static let frameSize = 24 + 4096

    init(_ folder: TemporaryDirectory) {
        let bytes = folder.read("notes.db-wal")
        guard bytes.count >= Self.headerSize else {
            (self.bytes, salts, end) = (bytes, [], bytes.count)
            return
        }
        let salts = bytes[16..<24]
        var end = Self.headerSize
        while end + Self.frameSize <= bytes.count, bytes[(end + 8)..<(end + 16)].elementsEqual(salts) {
            end += Self.frameSize
        }
        (self.bytes, self.salts, self.end) = (bytes, salts, end)
    }
}
