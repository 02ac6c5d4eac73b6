import GRDB

extension TestApp {
    /// Gives the id 1 to a new note, like another program that uses the ids of deleted notes again.
    func reuseID() throws {
        try otherProgram().write {
            try $0.execute(
                sql: """
                    INSERT INTO note (id, title, content, is_pinned, created_at, updated_at) VALUES
                        (1, 'stranger', 'other', 0, '2099-01-01 00:00:00.000000', '2099-01-01 00:00:00.000000')
                    """)
        }
    }
}
