import Foundation

/// The processors that this process may use.
enum Processors {
    /// How many processors this process may use: those of its affinity (sched_setaffinity(2)), and no more than the
    /// quotas of its control groups allow (cgroups(7)), such as `CPUQuota=` of systemd or `--cpus` of a container.
    static var count: Int {
        let allowed = affinity(status: text("/proc/self/status") ?? "")
        let quota = quota(cgroups: text("/proc/self/cgroup") ?? "", mount: "/sys/fs/cgroup") ?? .infinity
        // A quota of 1.5 processors needs two running threads to be used up.
        return Int(max(1, min(Double(allowed ?? ProcessInfo.processInfo.activeProcessorCount), quota.rounded(.up))))
    }

    /// Returns the number of processors in the affinity; nil if it is not known.
    ///
    /// - Parameter status: the content of /proc/self/status, with a hexadecimal mask in a line `Cpus_allowed:` (proc(5)).
    static func affinity(status: String) -> Int? {
        let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") }
        let count = line?.drop { $0 != "\t" }.compactMap(\.hexDigitValue).reduce(0) { $0 + $1.nonzeroBitCount } ?? 0
        return count > 0 ? count : nil
    }

    /// Returns the smallest quota of the process's control groups, in processors; nil if there is none.
    ///
    /// - Parameters:
    ///   - cgroups: the content of /proc/self/cgroup: lines such as `0::/system.slice` or, for version 1, `4:cpu:/a/b`.
    ///   - mount: the folder where the control groups are mounted.
    static func quota(cgroups: String, mount: String) -> Double? {
        var quotas: [Double] = []
        for line in cgroups.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let (controllers, isVersion1) = (parts[1], !parts[1].isEmpty)
            guard !isVersion1 || controllers.split(separator: ",").contains("cpu") else { continue }
            // The quota of each group applies to all groups below it.
            var group = String(parts[2])
            while true {
                let folder = mount + (isVersion1 ? "/\(controllers)" : "") + group
                if let quota = isVersion1 ? version1Quota(folder) : version2Quota(folder) { quotas.append(quota) }
                guard let slash = group.lastIndex(of: "/") else { break }
                group = String(group[..<slash])
            }
        }
        return quotas.min()
    }

    /// Reads cpu.max: the quota and its period in microseconds, as in `150000 100000`; or `max 100000`.
    private static func version2Quota(_ folder: String) -> Double? {
        let numbers = (text(folder + "/cpu.max") ?? "").split(whereSeparator: \.isWhitespace).map { Double($0) }
        return numbers.count == 2 ? ratio(numbers[0], numbers[1]) : nil
    }

    /// Reads cpu.cfs_quota_us and cpu.cfs_period_us, in microseconds. The quota is -1 if there is none.
    private static func version1Quota(_ folder: String) -> Double? {
        ratio(number(folder + "/cpu.cfs_quota_us"), number(folder + "/cpu.cfs_period_us"))
    }

    private static func ratio(_ quota: Double?, _ period: Double?) -> Double? {
        guard let quota, let period, quota > 0, period > 0, quota.isFinite else { return nil }
        return quota / period
    }

    private static func number(_ path: String) -> Double? {
        text(path).flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
