#if PostgreSQL
import NotesPostgres
import StoreContract
import Testing

@Suite struct ContractTests {
    @Test(arguments: StoreContract.checks) func theStoreKeepsTheContract(_ check: StoreCheck) async throws {
        let test = try TestStore()
        defer { test.store.close() }
        try await check.run(test.store)
    }

    /// SQLAlchemy creates narrower columns.
    @Test(arguments: StoreContract.checks) func anAdoptedDatabaseKeepsTheContract(_ check: StoreCheck) async throws {
        let test = try TestStore(preparedBy: AdoptionTests.table)
        defer { test.store.close() }
        try await check.run(test.store)
    }
}
#endif
