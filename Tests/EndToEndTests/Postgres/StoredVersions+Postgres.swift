#if PostgreSQL
import Foundation
import TestSupport

extension StoredVersions {
    private struct Row: Decodable {
        let id: Int
        let title: String
        let content: String
        let is_pinned: Bool
        let name: String
        let is_deletion: Bool
        let is_current: Bool
    }

    /// Reads all versions in a database on a server.
    init(_ server: PostgresServer, _ database: String) throws {
        self.init()
        let rows = try server.query(
            """
            SELECT row_to_json(version) FROM (
                SELECT note_id AS id, title, content, is_pinned, is_deletion, false AS is_current, id AS number,
                    to_char(updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS name
                FROM note_past
                UNION ALL SELECT id, title, content, is_pinned, false, true, 0,
                    to_char(updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                FROM note) AS version
            ORDER BY is_current, number
            """, in: database)
        for line in rows {
            let row = try JSONDecoder().decode(Row.self, from: Data(line.utf8))
            let state = NoteState(title: row.title, content: row.content, isPinned: row.is_pinned)
            add(
                Version(name: row.name, state: state, isDeletion: row.is_deletion), of: row.id,
                isCurrent: row.is_current)
        }
    }
}
#endif
