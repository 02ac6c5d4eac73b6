import Foundation
import TestSupport

/// A command of notes-fcgi, run to its end.
struct Command {
    let status: CInt
    let output: [UInt8]
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }

    /// - Parameters:
    ///   - folder: the working directory.
    ///   - input: what its standard input holds.
    ///   - prefix: a program that becomes notes-fcgi, and its arguments.
    init(
        arguments: [String], in folder: TemporaryDirectory, input: [UInt8] = [],
        environment: [String: String] = ["SECRET_KEY": Self.secret], prefix: [String] = []
    ) throws {
        // Several may run at once in one folder, and none shall see another's files.
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

    /// The one line of an error, and that there is no other; nil if there is another number of lines.
    var error: String? {
        let lines = errors.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count == 2 && lines[1].isEmpty && lines[0].hasPrefix("notes-fcgi: ") ? String(lines[0]) : nil
    }

    /// What must not stand in anything that a command writes.
    static let secret = "end-to-end tests"
}

extension TemporaryDirectory {
    /// The names of the files in it, hidden ones too.
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}
