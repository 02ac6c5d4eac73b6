import HTTPTypes
import HTTPValues

/// Every route of the service.
func routes(
    pages: NotePages, buttons: NoteButtons, history: HistoryPages, trash: TrashPages, api: NoteAPI,
    historyAPI: HistoryAPI,
    document: Response, status: ServiceStatus
) -> [RouteGroup] {
    [
        RouteGroup(
            below: "/", errors: .page, callers: .users,
            [
                Route(.get, "/notes", pages.list),
                Route(.get, "/notes/new", pages.newForm),
                Route(.post, "/notes/new", pages.create),
                Route(.post, "/notes/new/preview", pages.preview),
                Route(.get, "/notes/trash", trash.list),
                Route(.get, "/notes/trash/empty", trash.emptyForm),
                Route(.post, "/notes/trash/empty", trash.empty),
                Route(.get, "/notes/trash/{id}/delete", trash.purgeForm),
                Route(.post, "/notes/trash/{id}/delete", trash.purge),
                Route(.get, "/notes/help", pages.help),
                Route(.get, "/notes/tags", pages.tags),
                Route(.get, "/notes/title", pages.titled),
                Route(.get, "/notes/{id}.md", pages.markdown),
                Route(.get, "/notes/{id}", pages.show),
                Route(.get, "/notes/{id}/edit", pages.editForm),
                Route(.post, "/notes/{id}/edit", pages.update),
                Route(.post, "/notes/{id}/preview", pages.preview),
                Route(.get, "/notes/{id}/delete", pages.deleteForm),
                Route(.post, "/notes/{id}/delete", pages.delete),
                Route(.post, "/notes/{id}/pin", buttons.pin),
                Route(.post, "/notes/{id}/tick", buttons.tick),
                Route(.post, "/notes/{id}/lines", buttons.addLine),
                Route(.get, "/notes/{id}/history", history.list),
                Route(.get, "/notes/{id}/history/{version}", history.show),
                Route(.post, "/notes/{id}/restore", history.restore),
            ]),
        RouteGroup(
            below: "/api", errors: .json, callers: .users,
            [
                Route(.get, "/api/notes", api.list),
                Route(.post, "/api/notes", api.create),
                Route(.get, "/api/notes/search", api.search),
                Route(.get, "/api/notes/{id}", api.show),
                Route(.put, "/api/notes/{id}", api.update),
                Route(.delete, "/api/notes/{id}", api.delete),
                Route(.get, "/api/notes/{id}/history", historyAPI.list),
                Route(.get, "/api/notes/{id}/history/{version}", historyAPI.show),
                Route(.post, "/api/notes/{id}/restore", historyAPI.restore),
                Route(.get, "/api/tags", api.tags),
                Route(.get, "/api/trash", historyAPI.trash),
                Route(.delete, "/api/trash", historyAPI.empty),
                Route(.delete, "/api/trash/{id}", historyAPI.purge),
                Route(.get, "/api/openapi.json") { _ in document },
            ]),
        RouteGroup(errors: .json, callers: .everyone, [Route(.get, "/api/health", status.health)]),
        RouteGroup(errors: .page, callers: .thisMachine, [Route(.get, "/metrics", status.metrics)]),
    ]
}

/// The types of all pages. `Templates` loads and checks their templates at the start.
let allPages: [any PageContent.Type] = [
    NoteListPage.self, NoteDetailPage.self, NoteFormPage.self, NoteDeletePage.self, HistoryPage.self, VersionPage.self,
    TrashPage.self, PurgePage.self, ConfirmationPage.self, NoticePage.self, HelpPage.self, TagsPage.self,
    ErrorPage.self,
]
