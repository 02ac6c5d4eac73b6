/// A simulated file on a disk. Synced writes are on the disk; later writes may be there completely, partly or not at all.
struct Disk {
    private var synced: [UInt8] = []
    private var unsynced: [WriteLog.Record] = []

    /// Whether a power cut now could lose a write.
    var isAtRisk: Bool { !unsynced.isEmpty }

    mutating func apply(_ record: WriteLog.Record) {
        unsynced.append(record)
        guard record.kind == .synced else { return }
        for record in unsynced { Self.apply(record, to: &synced) }
        unsynced = []
    }

    /// Returns the file as a power cut could leave it now. Each write since the last sync is there completely, with its
    /// first sectors only, or not at all.
    ///
    /// - Parameter odds: the probability that a write is there completely.
    func afterPowerCut(odds: Double) -> [UInt8] {
        var left = synced
        for record in unsynced {
            if Double.random(in: 0..<1) < odds {
                Self.apply(record, to: &left)
            } else if Bool.random() {
                Self.apply(record, to: &left, sectors: Int.random(in: 0...(record.bytes.count / Self.sector)))
            }
        }
        return left
    }

    private static let sector = 512

    private static func apply(_ record: WriteLog.Record, to file: inout [UInt8], sectors: Int? = nil) {
        switch record.kind {
        case .written:
            let bytes = sectors.map { record.bytes.prefix($0 * sector) } ?? record.bytes
            let end = record.offset + bytes.count
            if file.count < end { file += [UInt8](repeating: 0, count: end - file.count) }
            file.withUnsafeMutableBytes { file in
                bytes.withUnsafeBytes { file.baseAddress?.advanced(by: record.offset).copyMemory(from: $0) }
            }
        case .truncated:
            guard sectors == nil else { return }
            let missing = record.offset - file.count
            if missing > 0 { file += [UInt8](repeating: 0, count: missing) } else { file.removeLast(-missing) }
        case .synced: break
        }
    }
}

extension UnsafeMutableRawPointer {
    fileprivate func copyMemory(from bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        copyMemory(from: start, byteCount: bytes.count)
    }
}
