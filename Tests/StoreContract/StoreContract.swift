/// The promises of every `NoteStore`, as checks that run on an empty store.
///
/// The tests of a store run each check on a store of its own:
///
/// ```swift
/// @Test(arguments: StoreContract.checks) func itKeepsTheContract(_ check: StoreCheck) async throws {
///     try await check.run(makeEmptyStore())
/// }
/// ```
public enum StoreContract {
    public static let checks =
        notes + pages + walks + search + language + writers + versions + history + trash + keys
        + texts
}
