import HTTPValues

/// Builds every address of the service: for pages, redirects, cookies and templates. Apart from this type, only the route table contains paths.
struct Links: Sendable {
    let notes: String
    let newNote: String
    let styleSheet: String
    let icon: String
    /// The path of cookies, which covers all addresses of the service.
    let cookiePath: String
    private let apiNotes: String

    /// - Parameters:
    ///   - basePath: the path below which the service is reachable, such as `/x/y`; empty for the root.
    ///   - staticVersion: changes with the static files, which browsers keep for good.
    init(basePath: String, staticVersion: String) {
        notes = basePath + "/notes"
        newNote = basePath + "/notes/new"
        styleSheet = basePath + "/static/css/style.css?v=" + staticVersion
        icon = basePath + "/static/icon.svg?v=" + staticVersion
        cookiePath = basePath.isEmpty ? "/" : basePath
        apiNotes = basePath + "/api/notes"
    }

    func note(_ id: Int64) -> String { notes + "/" + String(id) }

    func edit(_ id: Int64) -> String { note(id) + "/edit" }

    func delete(_ id: Int64) -> String { note(id) + "/delete" }

    /// A page of the list of notes, or of the notes that contain a text.
    ///
    /// - Parameter text: empty for all notes.
    func list(page: Int, search text: String) -> String {
        text.isEmpty ? "\(notes)?page=\(page)" : "\(notes)?q=\(PercentEncoding.encode(text))&page=\(page)"
    }

    func apiNote(_ id: Int64) -> String { "\(apiNotes)/\(id)" }

    /// The notes in the API that contain a text, without the first `offset` of them.
    func apiSearch(_ text: String, offset: Int, isEnveloped: Bool) -> String {
        "\(apiNotes)/search?q=\(PercentEncoding.encode(text))&offset=\(offset)" + (isEnveloped ? "&envelope=1" : "")
    }
}
