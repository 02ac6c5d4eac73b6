public import Notes
public import Testing

/// A promise that every `NoteStore` must keep.
public struct StoreCheck: Sendable, CustomTestStringConvertible {
    /// The promise as a sentence, without a full stop.
    public let testDescription: String
    private let check: @Sendable (any NoteStore) async throws -> Void

    init(_ description: String, _ check: @escaping @Sendable (any NoteStore) async throws -> Void) {
        testDescription = description
        self.check = check
    }

    /// Records an issue of the current test for everything that breaks the promise.
    ///
    /// - Parameter store: an empty store.
    public func run(_ store: any NoteStore) async throws {
        try await check(store)
    }
}
