import HTTPValues
import Markdown
import Notes

/// Builds every address in pages, redirects, cookies and templates. Only the route table, `routes`, also has paths.
///
/// It is a class, because copying a structure of so many texts would take longer than writing an address.
final class Links: Sendable {
    /// The path of the whole service, and the attribute Path of cookies. Browsers send cookies to all addresses below it.
    let root: String
    let notes: String
    let newNote: String
    let styleSheet: String
    let icon: String
    let touchIcon: String
    let manifest: String
    /// The script that runs before a page is painted.
    let timesScript: String
    /// The script that loads all others.
    let script: String
    let apiNotes: String
    let apiSearch: String
    let apiTrash: String
    /// Where the tags and the links to notes in a text lead: the search for the tag, and the note with the title.
    let mentions: MentionLinks
    private let notePrefix: String

    /// - Parameters:
    ///   - basePath: the path below which the service is reachable, such as `/x/y`; empty for the root.
    ///   - staticVersion: differs after each change of the static files, so that browsers load the files again.
    init(basePath: String, staticVersion: String) {
        root = basePath.isEmpty ? "/" : basePath
        notes = basePath + "/notes"
        notePrefix = basePath + "/notes/"
        newNote = basePath + "/notes/new"
        func staticFile(_ path: String) -> String { "\(basePath)/static/\(path)?v=\(staticVersion)" }
        styleSheet = staticFile("css/style.css")
        icon = staticFile("icon.svg")
        touchIcon = staticFile("icons/touch-180.png")
        manifest = staticFile("manifest.webmanifest")
        timesScript = staticFile("js/times.js")
        script = staticFile("js/notes.js")
        apiNotes = basePath + "/api/notes"
        apiSearch = basePath + "/api/notes/search"
        apiTrash = basePath + "/api/trash"
        mentions = MentionLinks(tag: basePath + "/notes?q=%23", title: basePath + "/notes/title?title=")
    }

    /// The form for a new note, with a title.
    func newNote(title: String) -> String { newNote + "?title=" + PercentEncoding.encode(title) }

    /// The page of a note.
    ///
    /// - Parameter place: where the page leads back to. The same in the methods below.
    func note(_ id: Int64, from place: ListPlace = ListPlace()) -> NoteAddress { address(id, query: place.query) }

    private func address(_ id: Int64, _ path: StaticString = "", query: String = "") -> NoteAddress {
        NoteAddress(prefix: notePrefix, id: id, path: path, query: query)
    }

    func edit(_ id: Int64, from place: ListPlace = ListPlace()) -> NoteAddress {
        address(id, "/edit", query: place.query)
    }

    /// The preview of a form.
    ///
    /// - Parameter id: nil for the form of a new note.
    func preview(_ id: Int64?, from place: ListPlace) -> String {
        id.map { address($0, "/preview", query: place.query).text } ?? newNote + "/preview" + place.query
    }

    func delete(_ id: Int64, from place: ListPlace = ListPlace()) -> NoteAddress {
        address(id, "/delete", query: place.query)
    }

    func pin(_ id: Int64, from place: ListPlace) -> NoteAddress {
        address(id, "/pin", query: place.query)
    }

    func tick(_ id: Int64, from place: ListPlace) -> NoteAddress {
        address(id, "/tick", query: place.query)
    }

    func lines(_ id: Int64, from place: ListPlace) -> NoteAddress {
        address(id, "/lines", query: place.query)
    }

    /// A task on the page of a note.
    ///
    /// - Parameter box: the position of its mark in the note's content.
    func task(_ box: Int, of id: Int64, from place: ListPlace) -> String { "\(note(id, from: place).text)#task-\(box)" }

    /// The form "Add a line" on the page of a note.
    func addForm(_ id: Int64, from place: ListPlace) -> String { note(id, from: place).text + "#add" }

    /// A note in the list.
    func card(_ id: Int64, in place: ListPlace) -> String { "\(list(place))#note-\(id)" }

    func restore(_ id: Int64) -> NoteAddress { address(id, "/restore") }

    func history(_ id: Int64) -> NoteAddress { address(id, "/history") }

    func history(_ id: Int64, page: Int) -> String { "\(history(id).text)?page=\(page)" }

    func version(_ version: NoteVersion, of id: Int64) -> String { "\(history(id).text)/\(version)" }

    var help: String { notes + "/help" }

    /// The list of all tags.
    var tags: String { notes + "/tags" }

    /// The text of a note as a Markdown file, which the browser stores.
    func download(_ id: Int64) -> NoteAddress { address(id, ".md?download") }

    /// The page of a note that shows the text as it was typed.
    func typedText(of id: Int64, from place: ListPlace) -> NoteAddress {
        address(id, query: place.query(with: "view=text"))
    }

    /// The form for a new note with the text of another note.
    func copy(of id: Int64, from place: ListPlace) -> String { newNote + place.query(with: "copy=\(id)") }

    var trash: String { notes + "/trash" }

    var emptyTrash: String { trash + "/empty" }

    func purge(_ id: Int64) -> String { "\(trash)/\(id)/delete" }

    /// The page that asks whether to delete a note in the trash for good.
    ///
    /// - Parameter version: the note's last version, because several notes in the trash may have had the same id.
    func purge(_ id: Int64, _ version: NoteVersion) -> String { "\(purge(id))?version=\(version)" }

    /// One page of the trash, or of the deleted notes whose title contains `text`.
    ///
    /// - Parameter text: empty for the whole trash.
    func trash(page: Int, search text: String) -> String {
        text.isEmpty ? "\(trash)?page=\(page)" : "\(trash)?q=\(PercentEncoding.encode(text))&page=\(page)"
    }

    /// One page of the list of all notes, or of the notes that a search finds.
    func list(_ place: ListPlace) -> String { notes + place.query }

    func apiHistory(_ id: Int64) -> String { apiNote(id) + "/history" }

    func apiNote(_ id: Int64) -> String { "\(apiNotes)/\(id)" }

    /// The API's search for notes that contain `text`. The results begin after the first `offset` notes.
    func apiSearch(_ text: String, offset: Int, isEnveloped: Bool) -> String {
        "\(apiSearch)?q=\(PercentEncoding.encode(text))&offset=\(offset)" + (isEnveloped ? "&envelope=1" : "")
    }

    /// One page of a list in the API.
    ///
    /// - Parameters:
    ///   - list: the address of the list, such as `apiNotes`.
    ///   - number: the number of the page, from 1.
    ///   - query: the query that asked for another page. The address keeps its envelope.
    ///   - paging: the paging that this query asked for. The address keeps its `per_page`.
    ///   - kept: the names of other parameters that the address keeps.
    func apiPage(
        of list: String, _ number: Int, _ query: URLEncodedForm, _ paging: Paging, keeping kept: [String] = ["q"]
    ) -> String {
        "\(list)?page=\(number)" + parameters(of: query, paging, keeping: kept)
    }

    /// The page of the API's list that begins at a cursor. For the other parameters, see `apiPage`.
    func apiNotes(from cursor: NoteCursor, _ query: URLEncodedForm, _ paging: Paging, keeping kept: [String]) -> String
    {
        "\(apiNotes)?cursor=\(cursor)" + parameters(of: query, paging, keeping: kept)
    }

    private func parameters(of query: URLEncodedForm, _ paging: Paging, keeping kept: [String]) -> String {
        var parameters = paging.chosenSize.map { "&per_page=\($0)" } ?? ""
        for name in kept {
            if let value = query[name] { parameters += "&\(name)=\(PercentEncoding.encode(value))" }
        }
        return parameters + (query.wantsEnvelope ? "&envelope=1" : "")
    }
}
