#if PostgreSQL
import Notes
import NotesPostgres
import Testing

@Suite struct ServerAddressTests {
    @Test func theDescriptionHasNoPassword() throws {
        for url in [
            "postgresql://anna:secret@db1.example.org:5433,db2.example.org/notes?sslmode=require",
            "postgres://anna@db1.example.org,db2.example.org/notes?password=secret&passfile=secret",
        ] {
            let address = try ServerAddress(url: url)
            #expect(address.description == "postgresql://anna@db1.example.org,db2.example.org/notes")
            #expect(address.hosts == ["db1.example.org", "db2.example.org"])
        }
        let socket = try ServerAddress(url: "postgresql://anna@/notes?host=/run/postgresql")
        #expect(socket.description == "postgresql://anna@/notes?host=/run/postgresql")
        #expect(socket.hosts == ["/run/postgresql"])
    }

    @Test(arguments: [
        "postgresql://anna:sec%ret@db/notes", "postgresql://anna:secret@[db/notes",
        "postgresql://db/notes?secret=1", "postgresql://anna:sec@ret:word@db/notes",
        "postgresql://anna:a@secret@db/notes",
        "postgresql://anna:sec/ret@db/notes", "postgresql://anna:12/ret@db/notes",
    ])
    func anErrorShowsNothingOfTheAddress(_ url: String) {
        let error = #expect(throws: UserError.self) { try ServerAddress(url: url) }
        #expect(error?.description.contains("ret") == false)
        #expect(error?.description.hasPrefix("DATABASE_URL: ") == true)
    }
}
#endif
