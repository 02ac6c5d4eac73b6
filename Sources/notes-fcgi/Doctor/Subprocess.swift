import Foundation

/// The result of a program that has ended.
struct Subprocess {
    /// The exit status, or the number of the signal that ended the program; 0 only if the program succeeded.
    let status: CInt
    /// The program's standard output and standard error.
    let output: String

    /// Runs a program without input, and waits until it ends.
    ///
    /// - Parameter command: the program, which is looked up in PATH, and its arguments.
    /// - Returns: nil if the program cannot be started, for example because it is not installed.
    static func run(_ command: [String]) -> Subprocess? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        guard (try? process.run()) != nil else { return nil }
        let output = try? pipe.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        // env(1) exits with 127 if it does not find the program, and with 126 if it cannot run the program.
        guard ![126, 127].contains(process.terminationStatus) else { return nil }
        return Subprocess(status: process.terminationStatus, output: String(decoding: output ?? Data(), as: UTF8.self))
    }
}
