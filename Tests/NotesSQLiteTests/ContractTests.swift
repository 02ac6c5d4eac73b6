import GRDB
import StoreContract
import Testing

@Suite struct ContractTests {
    @Test(arguments: StoreContract.checks) func theStoreKeepsTheContract(_ check: StoreCheck) async throws {
        let test = try TestStore()
        defer { withExtendedLifetime(test) {} }
        try await check.run(test.store)
    }

    /// A table of the Flask app has no AUTOINCREMENT.
    @Test(arguments: StoreContract.checks) func anAdoptedDatabaseKeepsTheContract(_ check: StoreCheck) async throws {
        let test = try TestStore { try $0.execute(sql: AdoptionTests.table) }
        defer { withExtendedLifetime(test) {} }
        try await check.run(test.store)
    }
}
