import Foundation

/// What a running process takes (proc(5)).
extension ChildProcess {
    /// CPU time so far, in hundredths of a second: utime and stime, fields 14 and 15.
    var ticks: Int {
        get throws {
            let stat = try String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
            let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
        }
    }

    /// Resident memory, in KiB.
    var residentKiB: Int {
        get throws {
            let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
            return status.firstMatch(of: /VmRSS:\s+([0-9]+) kB/).flatMap { Int($0.1) } ?? 0
        }
    }

    /// How many descriptors are open.
    var openFiles: Int {
        get throws { try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd").count }
    }

    /// What its open descriptors lead to, such as a path or `socket:[123]`.
    var descriptors: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd").compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/fd/\($0)")
            }
        }
    }
}
