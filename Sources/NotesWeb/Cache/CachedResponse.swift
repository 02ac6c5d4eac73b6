import HTTPValues

/// A response in the cache, in as little memory as possible.
enum CachedResponse: Sendable {
    indirect case whole(Outcome)
    /// The difference from another response of the same route.
    indirect case packed(head: PackedBytes, Body, entityTag: String?, ModelResponse)

    enum Body {
        case whole([UInt8])
        case packed(PackedBytes)
    }

    /// - Parameter model: a response of the same route; nil if there is none.
    init(_ outcome: Outcome, model: ModelResponse?) {
        let response = outcome.response
        if let model, model.hasFields(of: outcome), let head = PackedBytes(response.head, model: model.head) {
            self = .packed(head: head, Body(response.body, model), entityTag: response.entityTag, model)
            return
        }
        var outcome = outcome
        outcome.response.permit = nil
        // The copy has no spare capacity.
        outcome.response.body = response.body.withUnsafeBufferPointer(Array.init)
        outcome.response.keepHead()
        self = .whole(outcome)
    }

    /// The response; nil if there is no memory to unpack it.
    var outcome: Outcome? {
        switch self {
        case .whole(let outcome): return outcome
        case .packed(let head, let body, let tag, let model):
            guard let head = head.bytes(model: model.head), let body = body.bytes(model) else { return nil }
            return model.outcome(head: head, body: body, entityTag: tag)
        }
    }

    /// About how much memory the response takes in the cache, in bytes, without its target.
    var size: Int {
        switch self {
        case .whole(let outcome): 800 + outcome.response.body.count
        case .packed(let head, let body, _, _): 350 + head.size + body.size
        }
    }
}

extension CachedResponse.Body {
    /// To unpack a body takes about a microsecond. That pays for pages, which are mostly the same, but not for JSON.
    fileprivate init(_ body: [UInt8], _ model: ModelResponse) {
        if let packed = PackedBytes(body, model: model.body), packed.size <= body.count / 2 {
            self = .packed(packed)
        } else {
            self = .whole(body.withUnsafeBufferPointer(Array.init))
        }
    }

    fileprivate var size: Int {
        switch self {
        case .whole(let bytes): bytes.count
        case .packed(let packed): packed.size
        }
    }

    fileprivate func bytes(_ model: ModelResponse) -> [UInt8]? {
        switch self {
        case .whole(let bytes): bytes
        case .packed(let packed): packed.bytes(model: model.body)
        }
    }
}

/// A response that others of its route are compared with.
///
/// Its head and body are in memory of its own: two threads that copy references to the same array wait for each other.
/// `@unchecked Sendable`: this memory is written only by the initializer.
final class ModelResponse: @unchecked Sendable {
    /// A longer response would waste memory.
    static let maximumBytes = 64 << 10

    /// Without its body and tag.
    private let outcome: Outcome
    let head: UnsafeRawBufferPointer
    let body: UnsafeRawBufferPointer

    init(_ outcome: Outcome) {
        head = Self.copy(outcome.response.head)
        body = Self.copy(outcome.response.body)
        var outcome = outcome
        outcome.response.body = []
        outcome.response.entityTag = nil
        outcome.response.permit = nil
        self.outcome = outcome
    }

    private static func copy(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        memory.copyBytes(from: bytes)
        return UnsafeRawBufferPointer(memory)
    }

    deinit {
        head.deallocate()
        body.deallocate()
    }

    /// Whether a response differs only in its body, its tag, and the head with both.
    func hasFields(of other: Outcome) -> Bool {
        other.response.status == outcome.response.status && other.response.headerFields == outcome.response.headerFields
    }

    /// Makes a response of the same route, with the same status and fields.
    func outcome(head: [UInt8], body: [UInt8], entityTag: String?) -> Outcome {
        var outcome = outcome
        outcome.response.set(body: body, entityTag: entityTag, head: head)
        return outcome
    }
}
