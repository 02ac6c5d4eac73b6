import Foundation
import TestSupport

/// A note in a response of the API.
struct NoteJSON: Decodable, Equatable {
    let id: Int
    let title: String
    let content: String
    let is_pinned: Bool

    /// A page of the list of notes in a response of the API.
    struct List: Decodable {
        let notes: [NoteJSON]
        let total: Int
    }
}

extension ReceivedResponse {
    /// Decodes the body, which must be a note in JSON.
    func note() throws -> NoteJSON {
        try JSONDecoder().decode(NoteJSON.self, from: Data(body))
    }
}
