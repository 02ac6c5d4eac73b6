import Foundation
import Notes
import TestSupport
import Testing

@testable import notes_fcgi

@Suite struct SettingsTests {
    private func settings(_ environment: [String: String], _ dotEnv: String? = nil) throws -> Settings {
        try Settings(environment: environment, dotEnv: dotEnv)
    }

    @Test func everySettingHasADefault() throws {
        let settings = try settings([:])
        #expect(settings.secretKey == nil)
        #expect(settings.basePath == "")
        #expect(settings.database == .sqlite(path: "notes.db"))
    }

    @Test func theEnvironmentWinsOverTheFile() throws {
        let settings = try settings(
            ["SECRET_KEY": "the environment's"], "SECRET_KEY=the file's own key\nDATABASE_URL=sqlite:///other.db")
        #expect(settings.secretKey == "the environment's")
        #expect(settings.database == .sqlite(path: "other.db"))
    }

    @Test(arguments: [
        "Europe/Berlin", "UTC", ":Asia/Kolkata", "/usr/share/zoneinfo/Asia/Tokyo", "CET-1CEST,M3.5.0,M10.5.0/3",
        "EST5EDT",
        "<-03>3",
    ])
    func theTimeZoneIsOneThatTheSystemKnows(_ name: String) throws {
        #expect(try settings(["TZ": name]).timeZone.name == name)
        #expect(try settings([:], "TZ='\(name)'").timeZone.name == name)
    }

    @Test func withoutATimeZoneItIsThatOfTheSystem() throws {
        #expect(try settings([:]).timeZone.name == nil)
        #expect(try settings(["TZ": ""], "TZ=Europe/Berlin").timeZone.name == nil)
    }

    @Test(arguments: [
        "Europe/Berln", "Europe", "zone.tab", "/etc/passwd", "berlin", "CET-", "+1", "../..", "Mars/Base 1",
    ])
    func anUnknownTimeZoneIsAnErrorThatNamesIt(_ name: String) {
        let error = #expect(throws: UserError.self) { try settings(["TZ": name]) }
        #expect(error?.description.hasPrefix("TZ: there is no time zone \(name) in ") == true)
    }

    @Test func theFolderOfTheZonesCanBeAnother() throws {
        #expect(try settings(["TZ": "Berlin", "TZDIR": "/usr/share/zoneinfo/Europe"]).timeZone.name == "Berlin")
        #expect(throws: UserError.self) { try settings(["TZ": "Europe/Berlin", "TZDIR": "/nowhere"]) }
    }

    @Test(arguments: [
        ("sqlite:///notes.db", "notes.db"), ("sqlite:////var/lib/notes.db", "/var/lib/notes.db"),
        ("sqlite:///a b/%20.db", "a b/%20.db"),
    ])
    func theDatabaseURLNamesAFile(_ url: String, _ path: String) throws {
        #expect(try settings(["DATABASE_URL": url]).database == .sqlite(path: path))
    }

    @Test(arguments: [
        "", "notes.db", "sqlite:", "sqlite://", "sqlite:///", "sqlite://host/notes.db", "mysql://localhost/notes",
        "sqlite:///:memory:", "sqlite:///notes.db?mode=ro", "SQLITE:///x",
    ])
    func anyOtherDatabaseURLIsAnErrorThatNamesTheSetting(_ url: String) {
        let error = #expect(throws: UserError.self) { try settings(["DATABASE_URL": url]) }
        #expect(error?.description.hasPrefix("DATABASE_URL: ") == true)
        #expect(error?.description.contains("\n") == false)
    }

    #if PostgreSQL
    @Test func aDatabaseMayBeOnAServer() throws {
        for url in ["postgresql://anna:secret@db/notes", "postgres://anna:secret@db/notes"] {
            let settings = try settings(["DATABASE_URL": url])
            #expect(settings.database.description == "postgresql://anna@db/notes")
            #expect(settings.database.hosts == ["db"])
        }
    }
    #endif

    @Test func thereAreAsManyConnectionsAsWorkers() throws {
        #expect(try settings(["WORKERS": "7"]).databaseConnections == 7)
        #expect(try settings(["WORKERS": "7", "DATABASE_CONNECTIONS": "3"]).databaseConnections == 3)
    }

    @Test(arguments: [
        "", "/notes", "/x/y", "/.hidden", "/a...", "/A-Z_a~z.0-9", "/" + String(repeating: "x", count: 199),
    ])
    func aBasePathIsEmptyOrBeginsWithASlash(_ path: String) throws {
        #expect(try settings(["BASE_PATH": path]).basePath == path)
    }

    @Test(arguments: [
        "/", "//", "/x/", "x", "x/y", "//x", "/x//y", "/.", "/..", "/x/../y", "/x/./y", " /x", "/x ", "/x y", "/x\n",
        "/é",
        "/e\u{301}", "/x\u{0}", "/%20", "/a+b", "/a:b", "/x?y", "/x#y", "/x;y", "/\"", "/$uri", "https://x/y",
        "/" + String(repeating: "x", count: 200),
    ])
    func anyOtherBasePathIsAnErrorOfOneLine(_ path: String) {
        let error = #expect(throws: UserError.self) { try settings(["BASE_PATH": path]) }
        #expect(error?.description.hasPrefix("BASE_PATH: ") == true)
        #expect(error?.description.contains("\n") == false)
    }

    @Test(arguments: ["", "x", "-1", "1.5", "99999999999999999999"]) func aBadCacheSizeIsAnErrorThatNamesTheSetting(
        _ value: String
    ) throws {
        let error = #expect(throws: UserError.self) { try settings(["ANSWER_CACHE_BYTES": value]) }
        #expect(error?.description.hasPrefix("ANSWER_CACHE_BYTES: ") == true)
        #expect(try settings(["ANSWER_CACHE_BYTES": "0"]).answerCacheBytes == 0)
    }

    @Test func theHistoryAndTheTrashHaveLimits() throws {
        #expect(try settings([:]).retention == Retention(historyDays: 365, historyVersions: 200, trashDays: 30))
        let none = ["HISTORY_DAYS": "0", "HISTORY_VERSIONS": "0", "TRASH_DAYS": "0"]
        #expect(try settings(none).retention == Retention(historyDays: 0, historyVersions: 0, trashDays: 0))
        let all = try settings([:], "HISTORY_DAYS=\nHISTORY_VERSIONS=\"\"\nTRASH_DAYS=")
        #expect(all.retention == Retention(historyDays: nil, historyVersions: nil, trashDays: nil))
        #expect(try settings(["TRASH_DAYS": "100000"]).retention.trashDays == 100_000)
    }

    @Test(arguments: ["x", "-1", "1.5", "7 ", " ", "30d", "100001", "99999999999999999999"])
    func aBadLimitOfTheHistoryIsAnErrorThatSaysWhatIsPossible(_ value: String) throws {
        for name in ["HISTORY_DAYS", "HISTORY_VERSIONS", "TRASH_DAYS"] {
            let error = #expect(throws: UserError.self) { try settings([name: value]) }
            #expect(error?.description.hasPrefix("\(name): ") == true)
            #expect(error?.description.hasSuffix("or 0 to keep none, or empty to keep all") == true)
            #expect(error?.description.contains("\n") == false)
        }
    }

    @Test func commasSeparateOldKeys() throws {
        #expect(try settings([:]).secretKeyFallbacks == [])
        #expect(try settings(["SECRET_KEY_FALLBACKS": ""]).secretKeyFallbacks == [])
        #expect(try settings(["SECRET_KEY_FALLBACKS": "a+/=, b c ,d"]).secretKeyFallbacks == ["a+/=", "b c", "d"])
    }

    /// Everyone could make signatures with an empty key.
    @Test(arguments: [",", "secret,", ",secret", "secret,,other", "secret, ,other"])
    func anEmptyOldKeyIsAnErrorThatNamesTheSetting(_ value: String) throws {
        let error = #expect(throws: UserError.self) { try settings(["SECRET_KEY_FALLBACKS": value]) }
        #expect(error?.description.hasPrefix("SECRET_KEY_FALLBACKS: ") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func aUserIsRequiredOnlyIfTheSettingIsTrue() throws {
        #expect(try !settings([:]).requiresUser)
        #expect(try !settings(["REQUIRE_USER": "false"]).requiresUser)
        #expect(try settings(["REQUIRE_USER": "true"]).requiresUser)
        for value in ["", "yes", "TRUE", "1", " true"] {
            let error = #expect(throws: UserError.self) { try settings(["REQUIRE_USER": value]) }
            #expect(error?.description.hasPrefix("REQUIRE_USER: ") == true)
        }
    }

    @Test(arguments: ["", "x", "-1", "1.5", "1 ", "99999999999999999999"])
    func aBadNumberIsAnErrorThatNamesTheSetting(_ value: String) throws {
        for name in ["SLOW_REQUEST_MILLISECONDS", "MAX_BODY_BYTES", "WORKERS"] {
            let error = #expect(throws: UserError.self) { try settings([name: value]) }
            #expect(error?.description.hasPrefix("\(name): ") == true)
        }
    }

    @Test func numbersMustBeInTheirRange() throws {
        #expect(try settings([:]).slowRequestMilliseconds == 1000)
        #expect(try settings(["SLOW_REQUEST_MILLISECONDS": "0"]).slowRequestMilliseconds == 0)
        #expect(try settings([:]).workers == 48)
        #expect(try settings(["WORKERS": "1"]).workers == 1)
        #expect(try settings(["MAX_BODY_BYTES": "1000"]).maximumBodyBytes == 1000)
        for (name, value) in [
            ("WORKERS", "0"), ("WORKERS", "513"), ("MAX_BODY_BYTES", "0"), ("MAX_BODY_BYTES", "1073741825"),
        ] {
            #expect(throws: UserError.self) { try settings([name: value]) }
        }
    }

    @Test(arguments: ["", "a", "fifteen letters"]) func aShortKeyIsAnErrorThatNamesTheSettingButNotTheKey(key: String) {
        let error = #expect(throws: UserError.self) { try settings(["SECRET_KEY": key]) }
        #expect(error?.description.contains("fifteen") == false)
        #expect(error?.description.hasPrefix("SECRET_KEY: ") == true)
    }

    @Test func aBadLineOfTheFileIsAnErrorWithItsNumber() {
        let error = #expect(throws: UserError.self) { try settings([:], "A=1\nnonsense here") }
        #expect(error?.description == ".env, line 2: this is not NAME=value")
    }

    @Test func theCredentialOfSystemdIsTheSettingsFile() throws {
        let folder = try TemporaryDirectory()
        let environment = ["CREDENTIALS_DIRECTORY": folder.path]
        #expect(try Settings.load(environment: environment).secretKey == nil)

        try Data("SECRET_KEY=the credential's".utf8).write(to: URL(filePath: folder.file("notes.env")))
        #expect(try Settings.load(environment: environment).secretKey == "the credential's")

        try Data("nonsense here".utf8).write(to: URL(filePath: folder.file("notes.env")))
        let error = #expect(throws: UserError.self) { try Settings.load(environment: environment) }
        #expect(error?.description == "\(folder.file("notes.env")), line 1: this is not NAME=value")
    }
}
