/// A note as the API shows it.
struct NoteJSON: Decodable, Equatable {
    let id: Int
    let title: String
    let content: String
    let is_pinned: Bool

    /// A page of notes as the API shows it.
    struct List: Decodable {
        let notes: [NoteJSON]
        let total: Int
    }
}
