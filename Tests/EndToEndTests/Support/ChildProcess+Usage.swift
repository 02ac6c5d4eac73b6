import Foundation

/// CPU time, memory and open files of a running process (proc(5)).
extension ChildProcess {
    /// The CPU time so far, in hundredths of a second (fields 14 and 15: utime and stime).
    var ticks: Int {
        get throws {
            let stat = try String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
            let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
        }
    }

    /// The resident memory in KiB.
    var residentKiB: Int {
        get throws {
            let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
            return status.firstMatch(of: /VmRSS:\s+([0-9]+) kB/).flatMap { Int($0.1) } ?? 0
        }
    }

    /// The number of open descriptors.
    var openFiles: Int {
        get throws { try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd").count }
    }

    /// The targets of the open descriptors, such as a path or `socket:[123]`.
    var descriptors: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd").compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/fd/\($0)")
            }
        }
    }
}
