import Foundation
import TestSupport

/// A finished command of notes-fcgi.
struct Command {
    let status: CInt
    let output: [UInt8]
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }

    /// Runs a command and waits until it has ended.
    ///
    /// - Parameters:
    ///   - folder: the working directory.
    ///   - input: the bytes of standard input.
    ///   - prefix: a program that becomes notes-fcgi, and its arguments.
    init(
        arguments: [String], in folder: TemporaryDirectory, input: [UInt8] = [],
        environment: [String: String] = ["SECRET_KEY": Self.secret], prefix: [String] = []
    ) throws {
        // Commands can run in the same working directory at the same time, so each has its own folder for its streams.
        let files = try TemporaryDirectory()
        try files.write(input, to: "input")
        let process = try ChildProcess(
            prefix + [Checkout.notesFCGI] + arguments, in: folder.path, environment: environment,
            input: files.file("input"), output: files.file("output"), errors: files.file("errors"))
        status = try process.wait(within: 60)
        output = files.read("output")
        errors = String(decoding: files.read("errors"), as: UTF8.self)
    }

    init(
        _ arguments: String..., in folder: TemporaryDirectory, input: [UInt8] = [],
        environment: [String: String] = ["SECRET_KEY": Self.secret]
    ) throws {
        try self.init(arguments: arguments, in: folder, input: input, environment: environment)
    }

    /// The only line on standard error; nil if there is not exactly one line, or if it is not an error.
    var error: String? {
        let lines = errors.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count == 2 && lines[1].isEmpty && lines[0].hasPrefix("notes-fcgi: ") ? String(lines[0]) : nil
    }

    /// The SECRET_KEY of commands, which must not appear in their output.
    static let secret = "end-to-end tests"
}

extension TemporaryDirectory {
    /// The names of all files in the folder, including hidden files.
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}
