import Foundation
import Notes
import Testing

extension StoreContract {
    /// Texts that might be taken for something else than text.
    static let texts = [
        StoreCheck("every text of the fuzzer stays text in every parameter") { store in
            for text in try Set(fuzzerTexts() + injections) {
                let title = String(text.unicodeScalars.prefix(NoteDraft.maximumTitleLength))
                guard hasVisibleText(title[...]) else { continue }
                let key = IdempotencyKey(text: text, contentHash: text)
                let note = try store.create(fields(title, text), by: text, key: key).note
                #expect(note.title == String(trimmingWhitespace(title)))
                #expect(try store.note(note.id) == note)
                #expect(try store.created(with: key, by: text) == note)
                #expect(try store.revision(nil, of: note.id).user == text)
                let changed = try store.update(note.id, content: "before " + text, by: text) { $0 == note.version }
                #expect(try store.search(text).contains(note.title))
                #expect(try store.id(titled: note.title) != nil)
                for condition in [
                    SearchQuery.Condition.text(text), .title(title), .tag(text), .link(text),
                ] {
                    let search = SearchQuery([[.init(condition)], [.init(condition, isExcluded: true)]])
                    let page = try store.page(NoteQuery(search: search, order: .newestFirst, size: 1))
                    #expect(try page.total == store.page(NoteQuery(size: 1)).total)
                }
                _ = try store.page(NoteQuery(search: SearchQuery(text), order: .relevance, size: 1))
                _ = try store.trash(NoteQuery(text: text))
                _ = try store.notes(linkingTo: changed)
                for order in [NoteQuery.Order.newestFirst, .title] {
                    var query = NoteQuery(order: order, size: 1)
                    query.start = NotePosition(.text(text), id: 0)
                    do { _ = try store.page(query) } catch NotesError.positionLost {}
                }
                _ = try store.delete(note.id, by: text) { $0 == changed.version }
                #expect(try store.trash(NoteQuery()).revisions.first?.deletedBy == text)
                try store.purge(note.id, nil)
            }
            #expect(try store.page(NoteQuery()).total == 0)
        }
    ]

    private static let injections = [
        "'; DROP TABLE note; --", "\"; DELETE FROM note; --", "$1", "?", "?1", ":name", "@x", "%s", "\\", "\\'",
        "E'\\\\'",
        "$$ DROP TABLE note $$", "' OR '1'='1", "%", "_", "100%_\\", "/* */", "note_text MATCH 'x'", "title : x",
        "NEAR(a b)",
        "a\" OR b", "x\u{1}y", "\u{FEFF}x", "\u{10FFFF}", "\u{FFF9}",
    ]

    /// The inputs from which the fuzzer starts, without NUL: a note refuses it.
    private static func fuzzerTexts() throws -> [String] {
        let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fuzzing/Corpus")
        guard let files = FileManager.default.enumerator(at: corpus, includingPropertiesForKeys: nil) else { return [] }
        var texts: [String] = []
        for case let file as URL in files {
            guard let data = FileManager.default.contents(atPath: file.path) else { continue }
            let text = String(decoding: data, as: UTF8.self).replacing("\0", with: "")
            if hasVisibleText(text[...]) { texts.append(String(trimmingWhitespace(text))) }
        }
        #expect(texts.count > 40)
        return texts
    }
}
