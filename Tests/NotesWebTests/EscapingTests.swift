import Foundation
import Testing

@testable import NotesWeb

/// Escaping looks at eight bytes at a time, so each special character is tried at every position.
@Suite struct EscapingTests {
    /// Texts of up to 40 bytes with one special character at each position.
    private static let texts: [String] = (0..<128).flatMap { code -> [String] in
        let character = String(UnicodeScalar(UInt8(code)))
        return [0, 1, 7, 8, 9, 15, 16, 30, 39].flatMap { length in
            (0...length).map {
                "\(String(repeating: "x", count: $0))\(character)é\(String(repeating: "~", count: length - $0))"
            }
        }
    }

    @Test func everyJSONStringIsReadAsItWasWritten() throws {
        for text in Self.texts {
            var json = JSONWriter()
            json.string(text)
            let read = try JSONSerialization.jsonObject(with: Data(json.bytes), options: .fragmentsAllowed) as? String
            guard read == text else {
                Issue.record("\(text.debugDescription) became \(String(decoding: json.bytes, as: UTF8.self))")
                return
            }
        }
    }

    @Test func everyTextIsEscapedForHTML() {
        let replacements = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;", "\0": "\u{FFFD}"]
        for text in Self.texts {
            var html: [UInt8] = []
            html.appendHTML(text)
            let expected = text.unicodeScalars.map { replacements[String($0)] ?? String($0) }.joined()
            guard html == Array(expected.utf8) else {
                Issue.record("\(text.debugDescription) became \(String(decoding: html, as: UTF8.self))")
                return
            }
        }
    }
}
