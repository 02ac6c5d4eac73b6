import Foundation
import HTTPTypes
import HTTPValues
import Notes
import TestSupport
import Testing

/// Any text that a form or JSON sends is the same in the form and in JSON afterwards.
@Suite struct RoundTripTests {
    private let app: TestApp

    init() throws {
        app = try TestApp()
    }

    /// Texts with scalars from many parts of Unicode. Every run uses the same texts.
    private static let texts: [String] = {
        var generator = SplitMix64(state: 2026)
        let ranges: [ClosedRange<UInt32>] = [
            0x01...0x1F, 0x20...0x7E, 0x20...0x7E, 0x7F...0xFF, 0x100...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF,
            0x1F300...0x1FAFF, 0x10000...0x10FFFF, 0x2000...0x206F, 0x300...0x36F, 0x22...0x3E,
        ]
        return (0..<400).map { _ in
            let scalars = (0..<Int.random(in: 1...60, using: &generator)).compactMap { _ -> Unicode.Scalar? in
                let range = ranges[Int.random(in: 0..<ranges.count, using: &generator)]
                return Unicode.Scalar(UInt32.random(in: range, using: &generator))
            }
            // The parentheses keep white space at the ends from being trimmed.
            return "(\(String(String.UnicodeScalarView(scalars))))"
        }
    }()

    /// Returns the content of the text area as a browser reads it: unescaped, without the line feed after the tag (HTML, section
    /// 13.1.2.5).
    private func contentInForm(of id: Int64) throws -> String {
        let page = app.get("/notes/\(id)/edit").text
        let start = try #require(page.range(of: "<textarea", options: .literal))
        let open = try #require(page.range(of: ">\n", options: .literal, range: start.upperBound..<page.endIndex))
        let close = try #require(
            page.range(of: "</textarea>", options: .literal, range: open.upperBound..<page.endIndex))
        var text = String(page[open.upperBound..<close.lowerBound])
        for (escape, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
            text = text.replacingOccurrences(of: escape, with: character, options: .literal)
        }
        return text
    }

    private func contentInJSON(of id: Int64) throws -> String {
        try #require(app.get("/api/notes/\(id)").json["content"] as? String)
    }

    @Test func throughJSON() throws {
        for (index, text) in Self.texts.enumerated() {
            let body = try JSONSerialization.data(withJSONObject: ["title": "x", "content": text])
            let id = Int64(index + 1)
            #expect(app.send(.post, "/api/notes", String(decoding: body, as: UTF8.self)).status == .created)
            try #require(try contentInJSON(of: id).utf8.elementsEqual(text.utf8), "\(text.debugDescription)")
            try #require(try contentInForm(of: id).utf8.elementsEqual(text.utf8), "\(text.debugDescription)")
        }
    }

    @Test func throughAForm() throws {
        for (index, text) in Self.texts.enumerated() {
            let id = Int64(index + 1)
            // A browser sends every line end as CRLF.
            let lines = text.replacingOccurrences(of: "\r\n", with: "\n", options: .literal)
                .replacingOccurrences(of: "\r", with: "\n", options: .literal)
            let sent = lines.replacingOccurrences(of: "\n", with: "\r\n", options: .literal)
            #expect(app.post("/notes/new", ["title": "x", "content": sent]).status == .seeOther)
            try #require(try contentInJSON(of: id).utf8.elementsEqual(lines.utf8), "\(text.debugDescription)")
            try #require(try contentInForm(of: id).utf8.elementsEqual(lines.utf8), "\(text.debugDescription)")
        }
    }
}
