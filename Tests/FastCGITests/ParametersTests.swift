import Glibc
import HTTPTypes
import HTTPValues
import Testing

@testable import FastCGI

@Suite struct ParametersTests {
    /// Creates `Parameters` from C strings, as libfcgi passes them. The strings need not be UTF-8.
    private func parameters(_ lines: [[UInt8]]) -> Parameters {
        var environment: [UnsafeMutablePointer<CChar>?] = lines.map { line in
            strdup(line.map { CChar(bitPattern: $0) } + [0])
        }
        environment.append(nil)
        defer { environment.forEach { free($0) } }
        return environment.withUnsafeMutableBufferPointer { Parameters($0.baseAddress, arrival: .now) }
    }

    private func makeRequest(_ lines: String...) -> Request? {
        parameters(lines.map { Array($0.utf8) }).request(body: .complete([]))
    }

    @Test func parametersBecomeARequest() throws {
        let request = try #require(
            makeRequest(
                "REQUEST_METHOD=POST", "REQUEST_URI=/a%20b?c=d", "CONTENT_TYPE=text/plain", "CONTENT_LENGTH=0",
                "HTTPS=on",
                "REMOTE_USER=ann", "REMOTE_ADDR=192.0.2.7", "REQUEST_ID=0a1b", "HTTP_HOST=notes.example:8080",
                "HTTP_IF_MATCH=\"a\"", "HTTP_IF_NONE_MATCH=W/\"b\"", "HTTP_IDEMPOTENCY_KEY=k",
                "HTTP_COOKIE=a=1; b=2", "HTTP_ORIGIN=https://notes.example", "HTTP_SEC_FETCH_SITE=none",
                "SERVER_SOFTWARE=x", "no equals sign"))
        #expect(request.method == .post)
        #expect(request.target == "/a%20b?c=d")
        #expect(request.fields.contentType == "text/plain")
        #expect(request.fields.cookie == "a=1; b=2")
        #expect(request.fields.origin == "https://notes.example")
        #expect(request.fields.secFetchSite == "none")
        #expect(request.fields.ifMatch == "\"a\"")
        #expect(request.fields.ifNoneMatch == "W/\"b\"")
        #expect(request.fields.idempotencyKey == "k")
        #expect(request.authority == "notes.example:8080")
        #expect(request.isSecure)
        #expect(request.remoteUser == "ann")
        #expect(request.remoteAddress == "192.0.2.7")
        #expect(request.id == "0a1b")
    }

    @Test func withoutMethodOrTargetThereIsNoRequest() {
        #expect(makeRequest("REQUEST_URI=/") == nil)
        #expect(makeRequest("REQUEST_METHOD=GET") == nil)
        #expect(makeRequest("REQUEST_METHOD=G T", "REQUEST_URI=/") == nil)
        #expect(makeRequest("REQUEST_METHOD=", "REQUEST_URI=/") == nil)
        #expect(Parameters(nil, arrival: .now).request(body: .complete([])) == nil)
    }

    @Test func aClientSetsNeitherUserNorAddressNorIDNorHTTPS() throws {
        let request = try #require(
            makeRequest(
                "REQUEST_METHOD=GET", "REQUEST_URI=/", "HTTP_REMOTE_USER=eve", "HTTP_X_REMOTE_USER=eve",
                "HTTP_HTTPS=on", "HTTP_REMOTE_ADDR=127.0.0.1", "HTTP_REQUEST_ID=x", "HTTP_X_REQUEST_ID=x",
                "REMOTE_USER=", "REMOTE_ADDR=", "REQUEST_ID=", "HTTPS=", "HTTP_PROXY=evil", "HTTP_CONTENT_TYPE=a/b",
                "HTTP_CONTENT_LENGTH=5", "HTTP_HTTP_COOKIE=a=1", "HTTP_COOKIES=a=1", "HTTP_COOKI=a=1", "COOKIE=a=1"))
        #expect(request.remoteUser == nil)
        #expect(request.remoteAddress == nil)
        #expect(request.id == nil)
        #expect(!request.isSecure)
        #expect(request.fields.contentType == nil)
        #expect(request.fields.cookie == nil)
    }

    @Test func aTargetKeepsBytesThatAreNotUTF8() {
        let line = Array("REQUEST_URI=/notes?q=".utf8) + [0xFF, 0xC3, 0xB6, 0x20]
        let request = parameters([Array("REQUEST_METHOD=GET".utf8), line]).request(body: .complete([]))
        #expect(request?.target == "/notes?q=%FF%C3%B6%20")
    }

    @Test func theValuesOfARepeatedFieldAreJoined() throws {
        let request = try #require(
            makeRequest(
                "REQUEST_METHOD=GET", "REQUEST_URI=/", "HTTP_COOKIE=a=1", "HTTP_COOKIE=b=2", "HTTP_ORIGIN=null",
                "HTTP_ORIGIN=https://notes.example"))
        #expect(request.fields.cookie == "a=1; b=2")
        #expect(request.fields.origin == "null, https://notes.example")
    }

    @Test func someEmptyFieldsDifferFromMissingOnes() throws {
        let start = ["REQUEST_METHOD=POST", "REQUEST_URI=/"].map { Array($0.utf8) }
        let names = ["HTTP_IDEMPOTENCY_KEY=", "HTTP_IF_MATCH=", "HTTP_IF_NONE_MATCH=", "HTTP_COOKIE="].map {
            Array($0.utf8)
        }
        let empty = try #require(parameters(start + names).request(body: .complete([]))).fields
        #expect(empty.idempotencyKey == "" && empty.ifMatch == "" && empty.ifNoneMatch == nil && empty.cookie == nil)
        let missing = try #require(parameters(start).request(body: .complete([]))).fields
        #expect(missing.idempotencyKey == nil && missing.ifMatch == nil)
    }

    @Test func aRequestMayHaveManyFields() {
        let lines =
            ["REQUEST_METHOD=GET", "REQUEST_URI=/"]
            + (0..<70_000).flatMap { ["HTTP_X_\($0)=\($0)", "HTTP_COOKIE=\($0)=1", "=", "HTTP_=x", "HTTP_BAD NAME=x"] }
        let request = parameters(lines.map { Array($0.utf8) }).request(body: .complete([]))
        #expect(request?.fields.cookie?.hasSuffix("; 69998=1; 69999=1") == true)
    }

    @Test(arguments: [
        ("", 0), ("0", 0), ("17", 17), ("99999999999999999999", Int.max), ("-1", nil), ("+1", nil), ("1 ", nil),
    ])
    func theContentLengthIsAPlainNumber(text: String, length: Int?) {
        #expect(parameters([Array("CONTENT_LENGTH=\(text)".utf8)]).contentLength == length)
    }
}
