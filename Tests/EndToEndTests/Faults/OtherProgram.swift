import TestSupport

/// Another program that writes the database of a service: other-program.py.
final class OtherProgram: Sendable {
    enum Kind: String {
        /// The Flask tutorial app.
        case flask
        /// The SQL statements that SQLAlchemy sends for the tutorial app.
        case statements
        /// A user of the sqlite3 shell, who sets no times.
        case plain
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// A committed change of `startLoop`.
    struct Change {
        let kind: String
        let noteID: Int
        let word: String
    }

    let kind: Kind
    private let service: TemporaryDirectory
    private let files: TemporaryDirectory

    /// - Parameter folder: the service's working directory.
    init(_ kind: Kind, in folder: TemporaryDirectory) throws {
        self.kind = kind
        service = folder
        files = try TemporaryDirectory()
    }

    /// Creates a note. Also creates the table if it does not exist.
    ///
    /// - Returns: the note's id.
    func create(_ title: String, _ content: String) throws -> Int {
        guard let id = try Int(run("create", title, content).filter { $0 != "\n" }) else {
            throw Failed(description: "no id")
        }
        return id
    }

    func edit(_ id: Int, _ title: String, _ content: String) throws {
        _ = try run("edit", "\(id)", title, content)
    }

    func delete(_ id: Int) throws {
        _ = try run("delete", "\(id)")
    }

    /// Starts to make random changes, until `endLoop`.
    func startLoop(seed: UInt64) throws -> ChildProcess {
        try start(["loop", "\(seed)", files.file("stop")])
    }

    /// Ends the random changes.
    ///
    /// - Returns: the committed changes.
    func endLoop(_ process: ChildProcess) throws -> [Change] {
        try files.write([], to: "stop")
        return try output(of: process).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3, let id = Int(words[1]) else { return nil }
            return Change(kind: words[0], noteID: id, word: words[2])
        }
    }

    private func run(_ arguments: String...) throws -> String {
        try output(of: start(arguments))
    }

    private func start(_ arguments: [String]) throws -> ChildProcess {
        let script = "\(Checkout.path)/Tests/EndToEndTests/Faults/other-program.py"
        return try ChildProcess(
            [Program.python3.path, script, kind.rawValue, service.file("notes.db")] + arguments, in: files.path,
            output: files.file("output"), errors: files.file("errors"))
    }

    private func output(of process: ChildProcess) throws -> String {
        guard try process.wait(within: 60) == 0 else {
            throw Failed(description: String(decoding: files.read("errors"), as: UTF8.self))
        }
        return String(decoding: files.read("output"), as: UTF8.self)
    }
}
