import HTTPValues
import Testing

@Suite struct PreconditionsTests {
    @Test(arguments: [
        (nil, nil, true, true), (#""v""#, nil, true, false), (#""x""#, nil, false, false), ("*", nil, true, false),
        ("", nil, false, false), (nil, #""v""#, false, true), (nil, #"W/"v""#, false, true), (nil, #""x""#, true, true),
        (nil, "*", false, true), (#""v""#, "*", false, false), (#""v""#, #""x""#, true, false),
        (nil, "bad", true, true),
    ])
    func aWriteIsAllowedIfBothConditionsAreMet(
        _ ifMatch: String?, _ ifNoneMatch: String?, _ existing: Bool, _ missing: Bool
    ) throws {
        let preconditions = try Preconditions(RequestFields(ifMatch: ifMatch, ifNoneMatch: ifNoneMatch))
        #expect(preconditions.isMet(by: "\"v\"") == existing)
        #expect(preconditions.isMet(by: nil) == missing)
    }

    @Test func aReadIsComparedWithIfMatchFirst() throws {
        func selection(_ ifMatch: String?, _ ifNoneMatch: String?) throws -> Preconditions.Selection {
            try Preconditions(RequestFields(ifMatch: ifMatch, ifNoneMatch: ifNoneMatch)).selection(of: "\"v\"")
        }
        #expect(try selection(nil, nil) == .modified)
        #expect(try selection(nil, "\"x\"") == .modified)
        #expect(try selection("\"x\"", "\"v\"") == .failed)
        #expect(try selection("\"v\"", "\"v\"") == .notModified("\"v\""))
        // The client gets the spelling that its cache knows, so that the cache finds the stored response.
        #expect(try selection(nil, "W/\"v\"") == .notModified("W/\"v\""))
        #expect(try selection(nil, "\"x\", W/\"v\"") == .notModified("W/\"v\""))
        #expect(try selection(nil, "*") == .notModified("\"v\""))
    }
}
