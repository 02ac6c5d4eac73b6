import Foundation
import Testing

import UTF8Text

/// Escaping looks at sixteen bytes at a time, so each special character is tried at every position.
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
            var json = UTF8Buffer(capacity: 64)
            text.withBytes { json.appendJSON($0) }
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
            var html = UTF8Buffer(capacity: 64)
            html.appendHTML(text)
            let expected = text.unicodeScalars.map { replacements[String($0)] ?? String($0) }.joined()
            guard html.bytes == Array(expected.utf8) else {
                Issue.record("\(text.debugDescription) became \(String(decoding: html.bytes, as: UTF8.self))")
                return
            }
            // In Markdown, only attributes in double quotes are written.
            var markdown = UTF8Buffer(capacity: 1)
            text.withBytes { markdown.appendHTML($0) }
            guard markdown.bytes == Array(expected.replacing("&#39;", with: "'").utf8) else {
                Issue.record("\(text.debugDescription) became \(String(decoding: markdown.bytes, as: UTF8.self))")
                return
            }
        }
    }
}

extension String {
    fileprivate func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        var text = self
        text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
