import Foundation
import HTTPValues
import Hashing
import Notes
import TestSupport
import Testing

@testable import NotesWeb

/// Values from a build that used another library for SHA-256. An upgrade ends no session, and repeats no request.
@Suite struct EarlierBuildTests {
    private static let seed = "d9c4c6476cccf6fbcdcbc7c5d25a6415"
    private let sessions = Sessions(
        key: SecretKey(Array("the key of an earlier build".utf8)), fallbacks: [],
        now: { Timestamp(microseconds: 1_795_945_740_000_000) })

    private func session(_ cookie: String) -> Session? {
        sessions.session(of: Request(target: "/notes", fields: RequestFields(cookie: "notes_session=\(cookie)")))
    }

    @Test func itsCookieIsValid() {
        let code = "3b794f5ca0b9e4cde53a362d5624a779c2a085b28abbd4e171f790b9221eeaeb"
        let session = session("\(Self.seed).6b0bf505..\(code)")
        #expect(session == Session(seed: Self.seed, created: 1_795_945_733))
        #expect(session.map(sessions.cookie) == "\(Self.seed).6b0bf505..\(code)")
    }

    @Test func itsFlashIsShownOnItsPage() {
        let text = "\(Self.seed).6b0bf505.c:1795945733:2536512016632114716"
        var session = session("\(text).32be9d8340a44efe5942c2ca520ef151bc28b42bee42b370fa76bf59b2061920")
        #expect(session?.takeFlashes(of: "/notes/1") == [Flash(.created)])
    }

    @Test func theTokenOfItsFormIsValid() {
        let token =
            "4c418b928e34e0ce20d2cac034e34c36279abae6de63f4f1102d06badd7ec479"
            + "3328d480c8299240ef9caf849a2c32c5b043736a50b33ed6ade9abfd520ed733"
        #expect(sessions.isValid(token, for: Session(seed: Self.seed, created: 1_795_945_733)))
        #expect(!sessions.isValid(token, for: sessions.newSession()))
    }

    /// The form had the title "Milk", the content "Bread" and "é" in two lines, and a pin.
    @Test func itsFormsAndRequestsHaveTheSameHash() throws {
        let form = try URLEncodedForm(Array("title=Milk&content=Bread%0D%0A%C3%A9&is_pinned=true".utf8))
        #expect(NoteDraft(form: form).contentHash == "a3714718e92158ed903334bfaad4b7c975508a2d8207e23e8f85cbd4b7070782")
        #expect(
            Hex.encode(SHA256.hash(Array(#"{"title":"Milk","content":"Bread"}"#.utf8)))
                == "9bb3c3a38f5b5452b99295cb1439eddfbd70a293274bb2dbc5c5c3f65dbd1290")
    }

    @Test func itsStaticFilesKeepTheirAddresses() throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.file("js"), withIntermediateDirectories: false)
        try Data("body { margin: 0 }\n".utf8).write(to: URL(fileURLWithPath: directory.file("style.css")))
        try Data("export {}\n".utf8).write(to: URL(fileURLWithPath: directory.file("js/a.js")))
        #expect(try StaticFiles.version(directory: directory.path) == "dbb34e863b46")
    }
}
