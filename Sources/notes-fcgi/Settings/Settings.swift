import FastCGI
import FoundationEssentials
import Notes
import NotesWeb

/// The settings that an administrator chooses, from the environment or else from a file. `.env.example` explains them.
struct Settings: Equatable {
    /// The key that signs cookies and form tokens; nil if none is set.
    var secretKey: String?
    /// Earlier values of `secretKey`. Signatures made with them are still accepted.
    var secretKeyFallbacks: [String]
    /// The path below which the service is reachable, such as `/x/y`; empty if it is at the root of its site.
    var basePath: String
    /// Whether to respond with 401 unless the web server names a user.
    var requiresUser: Bool
    /// Requests that take at least this time are logged as slow, in milliseconds.
    var slowRequestMilliseconds: Int
    /// The longest request body that is accepted, in bytes.
    var maximumBodyBytes: Int
    /// How many requests are handled at the same time.
    var workers: Int
    var database: Database
    /// How many connections to a PostgreSQL server this process opens at most.
    var databaseConnections: Int
    /// How much memory cached responses may take, in bytes; 0 turns the cache off.
    var answerCacheBytes: Int
    /// How long the history and the trash are kept.
    var retention: Retention
    var timeZone: TimeZoneSetting

    /// The shortest secret key. With a signed cookie, an attacker can test guesses without asking the service.
    private static let minimumKeyBytes = 16

    /// Longer than any real base path, and far below `NotesApp.maximumTargetBytes`.
    private static let maximumBasePathBytes = 200

    /// The largest number of days or versions to keep. So many days ago, the year still has four digits.
    private static let maximumLimit = 100_000

    /// - Parameters:
    ///   - dotEnv: the text of the settings file; nil if there is none.
    ///   - fileName: the name of the settings file in error messages.
    /// - Throws: `UserError` that names the setting. It contains no value, except that of `TZ`.
    init(environment: [String: String], dotEnv: String?, fileName: String = ".env") throws(UserError) {
        let file = try DotEnv.parse(dotEnv ?? "", fileName: fileName)
        func value(_ name: String) -> String? { environment[name] ?? file[name] }

        secretKey = value("SECRET_KEY")
        if secretKey == "" {
            throw UserError(
                "SECRET_KEY: it is empty; set a long random text, or remove it to get a new key at each start")
        }
        if let secretKey, secretKey.utf8.count < Self.minimumKeyBytes {
            throw UserError(
                "SECRET_KEY: it is so short that it could be guessed; make one with: head -c 32 /dev/urandom | base64")
        }
        /// - Parameter meaning: the end of the error message "it must be …".
        func number(_ name: String, _ range: ClosedRange<Int>, default: Int, _ meaning: String) throws(UserError) -> Int
        {
            guard let text = value(name) else { return `default` }
            guard let number = Int(text), range.contains(number) else {
                throw UserError("\(name): it must be \(meaning)")
            }
            return number
        }
        // A key from the command in `.env.example` is base64, so it contains no comma.
        secretKeyFallbacks = (value("SECRET_KEY_FALLBACKS") ?? "").split(
            separator: ",", omittingEmptySubsequences: false
        )
        .map { String(trimmingWhitespace(String($0))) }
        if secretKeyFallbacks == [""] { secretKeyFallbacks = [] }
        if secretKeyFallbacks.contains("") {
            throw UserError("SECRET_KEY_FALLBACKS: one of the keys is empty; put one comma between two keys")
        }
        basePath = value("BASE_PATH") ?? ""
        guard Self.isBasePath(basePath) else {
            throw UserError(
                "BASE_PATH: it must be empty or a path such as /notes or /x/y: at most \(Self.maximumBasePathBytes) letters, digits and . _ ~ -, with no / at its end and no part . or .."
            )
        }
        guard let requiresUser = Bool(value("REQUIRE_USER") ?? "false") else {
            throw UserError("REQUIRE_USER: it must be true or false")
        }
        self.requiresUser = requiresUser
        slowRequestMilliseconds = try number(
            "SLOW_REQUEST_MILLISECONDS", 0...Int.max, default: 1000, "a number, as in 1000, or 0 for every request")
        maximumBodyBytes = try number(
            "MAX_BODY_BYTES", 1...1 << 30, default: NotesApp.maximumBodyBytes,
            "a number of bytes from 1 to 1073741824, as in \(NotesApp.maximumBodyBytes)")
        workers = try number(
            "WORKERS", 1...512, default: Server.Configuration().workers, "a number from 1 to 512, as in 48")
        databaseConnections = try number(
            "DATABASE_CONNECTIONS", 1...512, default: workers, "a number from 1 to 512, as in 24")
        answerCacheBytes = try number(
            "ANSWER_CACHE_BYTES", 0...Int.max, default: 16_777_216, "a number of bytes, as in 16777216, or 0 for none")
        /// - Returns: nil if everything is kept.
        func limit(_ name: String, default: Int?, _ meaning: String) throws(UserError) -> Int? {
            if value(name) == "" { return nil }
            guard let `default` else { return nil }
            return try number(
                name, 0...Self.maximumLimit, default: `default`,
                "a number of \(meaning), as in \(`default`), or 0 to keep none, or empty to keep all")
        }
        let standard = Retention()
        retention = Retention(
            historyDays: try limit("HISTORY_DAYS", default: standard.historyDays, "days"),
            historyVersions: try limit("HISTORY_VERSIONS", default: standard.historyVersions, "versions"),
            trashDays: try limit("TRASH_DAYS", default: standard.trashDays, "days"))
        timeZone = try TimeZoneSetting(value("TZ"), directory: environment["TZDIR"] ?? "/usr/share/zoneinfo")
        database = try Database(url: value("DATABASE_URL") ?? "sqlite:///notes.db")
    }

    /// Reads the settings of this process from its environment and its settings file.
    ///
    /// The file is the systemd credential `notes.env` if it exists: no other service can read this file. Otherwise the
    /// file is `.env` in the working directory.
    ///
    /// - Throws: `UserError`.
    static func load(environment: [String: String] = ProcessInfo.processInfo.environment) throws(UserError) -> Settings
    {
        let credential = environment["CREDENTIALS_DIRECTORY"].map { "\($0)/notes.env" }
        let files = [credential, ".env"].compactMap { $0 }
        guard let file = files.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            return try Settings(environment: environment, dotEnv: nil)
        }
        guard let data = FileManager.default.contents(atPath: file), let text = String(validating: data, as: UTF8.self)
        else { throw UserError("\(file): the file cannot be read, or is not UTF-8") }
        return try Settings(environment: environment, dotEnv: text, fileName: file)
    }

    /// Whether a text is empty, or a path such as `/x/y`.
    ///
    /// Segments have only unreserved characters (RFC 3986, section 2.3), which need no escaping in addresses, cookies,
    /// HTML and nginx's configuration. Browsers resolve the segments `.` and `..` before they send a request.
    private static func isBasePath(_ text: String) -> Bool {
        text.utf8.count <= maximumBasePathBytes && text.wholeMatch(of: #/(?:/[A-Za-z0-9._~-]+)*/#) != nil
            && !text.split(separator: "/").contains { $0 == "." || $0 == ".." }
    }
}
