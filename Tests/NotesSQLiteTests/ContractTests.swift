import StoreContract
import Testing

@Suite struct ContractTests {
    @Test(arguments: StoreContract.checks) func theStoreKeepsTheContract(_ check: StoreCheck) async throws {
        let test = try TestStore()
        defer { withExtendedLifetime(test) {} }
        try await check.run(test.store)
    }
}
