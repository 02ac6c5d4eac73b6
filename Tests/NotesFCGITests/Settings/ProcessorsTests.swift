import Foundation
import Testing
import TestSupport

@testable import notes_fcgi

@Suite struct ProcessorsTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func write(_ text: String, _ path: String) throws {
        let url = URL(fileURLWithPath: folder.file(path))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: false, encoding: .utf8)
    }

    private func quota(_ cgroups: String) -> Double? {
        Processors.quota(cgroups: cgroups, mount: folder.file(""))
    }

    @Test func theSmallestQuotaOfTheGroupAndItsParentsCounts() throws {
        try write("max 100000\n", "system.slice/notes.service/cpu.max")
        try write("150000 100000\n", "system.slice/cpu.max")
        try write("300000 100000\n", "cpu.max")
        #expect(quota("0::/system.slice/notes.service\n") == 1.5)
        #expect(quota("0::/\n") == 3)
        #expect(quota("0::/elsewhere\n") == 3)
    }

    @Test func versionOneHasAFolderForEachController() throws {
        try write("-1\n", "cpu,cpuacct/a/cpu.cfs_quota_us")
        try write("100000\n", "cpu,cpuacct/a/cpu.cfs_period_us")
        #expect(quota("7:memory:/a\n4:cpu,cpuacct:/a\n0::/\n") == nil)
        try write("50000\n", "cpu,cpuacct/cpu.cfs_quota_us")
        try write("100000\n", "cpu,cpuacct/cpu.cfs_period_us")
        #expect(quota("7:memory:/a\n4:cpu,cpuacct:/a\n0::/\n") == 0.5)
    }

    @Test(arguments: ["", "x", "0", "0::", "::\n::", "0::/a:b", "1:cpu", "99:cpu:/../..", "0::/\n0::/"])
    func withoutAQuotaThereIsNone(_ cgroups: String) throws {
        #expect(quota(cgroups) == nil)
        for text in ["inf inf", "", "max", "max max", "0 100000", "100000 0", "-1 5", "1", "a b", "nan 1"] {
            try write(text, "cpu.max")
            #expect(quota(cgroups) == nil)
        }
    }

    @Test(arguments: [
        ("Cpus_allowed:\t3\n", 2), ("Name:\tnotes\nCpus_allowed:\tff,00000001\nCpus_allowed_list:\t0,32-39\n", 9),
        ("Cpus_allowed:\t0\n", nil), ("Cpus_allowed:\n", nil), ("Cpus_allowed:\tx\n", nil), ("", nil),
    ])
    func theAffinityIsAMask(status: String, count: Int?) {
        #expect(Processors.affinity(status: status) == count)
    }

    @Test func thereIsAtLeastOneProcessor() {
        #expect(Processors.count >= 1)
        #expect(Processors.count <= ProcessInfo.processInfo.processorCount)
    }
}
