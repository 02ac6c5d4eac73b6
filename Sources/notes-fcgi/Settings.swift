import FastCGI
import FoundationEssentials
import Notes
import NotesWeb

/// What an administrator sets: in the environment, or else in a file. `.env.example` lists all of it.
struct Settings: Equatable {
    /// Signs cookies and form tokens; nil if none is set.
    var secretKey: String?
    /// Keys that signed before, and still verify.
    var secretKeyFallbacks: [String]
    /// Whether nobody is answered whom the web server does not name.
    var requiresUser: Bool
    /// A request that takes so long is logged, in milliseconds.
    var slowRequestMilliseconds: Int
    /// The longest request body that is taken, in bytes.
    var maximumBodyBytes: Int
    /// How many requests are answered at the same time.
    var workers: Int
    /// Of the SQLite file, relative to the working directory or absolute.
    var databasePath: String

    /// How much memory answers are kept in; 0: none is kept.
    var answerCacheBytes: Int

    /// Whoever has a cookie can try keys as fast as his machine can, so those that a person makes up do not do.
    private static let minimumKeyBytes = 16

    /// A setting that cannot be used, in one line that names it.
    struct BadValue: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    /// - Parameters:
    ///   - dotEnv: the text of the file; nil if there is none.
    ///   - fileName: names it in errors.
    /// - Throws: `BadValue`.
    init(environment: [String: String], dotEnv: String?, fileName: String = ".env") throws(BadValue) {
        let file: [String: String]
        do {
            file = try dotEnv.map { text throws(DotEnv.Malformed) in try DotEnv.parse(text) } ?? [:]
        } catch {
            throw BadValue(description: "\(fileName), line \(error.line): this is not NAME=value")
        }
        func value(_ name: String) -> String? { environment[name] ?? file[name] }

        secretKey = value("SECRET_KEY")
        if secretKey == "" {
            throw BadValue(
                description: "SECRET_KEY: it is empty; set a long random text, or remove it for a new one at each start"
            )
        }
        if let secretKey, secretKey.utf8.count < Self.minimumKeyBytes {
            throw BadValue(
                description:
                    "SECRET_KEY: it is short enough to be guessed; make one with: head -c 32 /dev/urandom | base64")
        }
        /// - Parameter meaning: completes the sentence "it must be …".
        func number(_ name: String, _ range: ClosedRange<Int>, default: Int, _ meaning: String) throws(BadValue) -> Int
        {
            guard let text = value(name) else { return `default` }
            guard let number = Int(text), range.contains(number) else {
                throw BadValue(description: "\(name): it must be \(meaning)")
            }
            return number
        }
        // No key has a comma in it that was made as .env.example says.
        secretKeyFallbacks = (value("SECRET_KEY_FALLBACKS") ?? "").split(
            separator: ",", omittingEmptySubsequences: false
        )
        .map { String(trimmingWhitespace(String($0))) }
        if secretKeyFallbacks == [""] { secretKeyFallbacks = [] }
        if secretKeyFallbacks.contains("") {
            throw BadValue(description: "SECRET_KEY_FALLBACKS: a key is empty; set old keys with a comma between two")
        }
        requiresUser =
            switch value("REQUIRE_USER") ?? "false" {
            case "true": true
            case "false": false
            default: throw BadValue(description: "REQUIRE_USER: it must be true or false")
            }
        slowRequestMilliseconds = try number(
            "SLOW_REQUEST_MILLISECONDS", 0...Int.max, default: 1000, "a number, as in 1000, or 0 for every request")
        maximumBodyBytes = try number(
            "MAX_BODY_BYTES", 1...1 << 30, default: NotesApp.maximumBodyBytes,
            "a number of bytes from 1 to 1073741824, as in \(NotesApp.maximumBodyBytes)")
        workers = try number(
            "WORKERS", 1...512, default: Server.Configuration().workers, "a number from 1 to 512, as in 24")
        answerCacheBytes = try number(
            "ANSWER_CACHE_BYTES", 0...Int.max, default: 16_777_216, "a number of bytes, as in 16777216, or 0 for none")
        databasePath = try Self.path(databaseURL: value("DATABASE_URL") ?? "sqlite:///notes.db")
    }

    /// Of this process: its environment, and its file. That is the systemd credential `notes.env` where there is one, which
    /// no other service can read, or else `.env` in the working directory.
    ///
    /// - Throws: `BadValue`.
    static func load(environment: [String: String] = ProcessInfo.processInfo.environment) throws(BadValue) -> Settings {
        let credential = environment["CREDENTIALS_DIRECTORY"].map { "\($0)/notes.env" }
        let files = [credential, ".env"].compactMap { $0 }
        guard let file = files.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            return try Settings(environment: environment, dotEnv: nil)
        }
        guard let data = FileManager.default.contents(atPath: file), let text = String(validating: data, as: UTF8.self)
        else { throw BadValue(description: "\(file): the file cannot be read, or is not UTF-8") }
        return try Settings(environment: environment, dotEnv: text, fileName: file)
    }

    /// The path in a URL as SQLAlchemy has them: three slashes before a relative path, four for an absolute one.
    private static func path(databaseURL url: String) throws(BadValue) -> String {
        let scheme = "sqlite:///"
        let path = url.dropFirst(scheme.count)
        guard url.hasPrefix(scheme), !path.isEmpty, !path.contains("?"), !path.contains("\0"), !path.hasPrefix(":")
        else {
            throw BadValue(
                description:
                    "DATABASE_URL: it must be sqlite:/// and a file's path, as in sqlite:///notes.db or sqlite:////var/lib/notes/notes.db"
            )
        }
        return String(path)
    }
}
