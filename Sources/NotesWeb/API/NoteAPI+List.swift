import HTTPValues
import Notes

/// The list of notes, and the list of tags.
extension NoteAPI {
    func list(_ call: Call) throws -> Response {
        let query = try call.request.query
        let request = try NoteListRequest(query)
        let paging = request.paging
        var pageLinks: PageLinks?
        var response = try respond(with: request.notes, isEnveloped: query.wantsEnvelope) { json, notes in
            let page = try json.notes(notes, in: store)
            let kept = NoteListRequest.choices
            let next = request.next(after: page)
            let nextAddress = next.map { links.apiNotes(from: $0, query, paging, keeping: kept) }
            if request.cursor == nil {
                json.members(of: paging, total: page.total)
                pageLinks = PageLinks(paging, total: page.total, next: nextAddress) {
                    links.apiPage(of: links.apiNotes, $0, query, paging, keeping: kept)
                }
            } else {
                json.member("total", page.total)
                pageLinks = nextAddress.map(PageLinks.init(next:))
            }
            if request.hasNext { json.member("next", next?.description) }
        }
        if let pageLinks { response.add(pageLinks) }
        if request.notes.search?.isRelative ?? false {
            // Tomorrow, "the last seven days" are other days.
            response.isCacheable = false
            response.tagBody()
        }
        return response
    }

    func tags(_ call: Call) throws -> Response {
        let list = try store.tags()
        let permit = try largePages.permit(for: list)
        var response = Response.json(isEnveloped: call.request.wantsEnvelope) { json in
            json.object { json in
                json.member("tags") { json in
                    json.array(list.tags) { json, tag in
                        json.object { json in
                            json.member("name", tag.name)
                            json.member("count", tag.count)
                        }
                    }
                }
                json.member("up_to_date", list.isUpToDate)
            }
        }
        response.permit = permit
        return response
    }
}
