import HTTPTypes
import HTTPValues

extension Response {
    /// Makes a response with data as JSON.
    ///
    /// - Parameters:
    ///   - isEnveloped: whether the data become the member `data` of an object.
    ///   - textBytes: about how much text the data have, to reserve memory.
    ///   - write: writes one JSON value.
    static func json(
        status: HTTPResponse.Status = .ok, isEnveloped: Bool, textBytes: Int = 0,
        _ write: (inout JSONWriter) throws -> Void
    ) rethrows -> Response {
        var json = JSONWriter(capacity: textBytes + textBytes / 8 + 256)
        if isEnveloped {
            try json.object { try $0.member("data", write) }
        } else {
            try write(&json)
        }
        var response = Response(status: status, headerFields: .json, body: json.bytes)
        response.isCacheable = status == .ok
        return response
    }

    static func json(_ error: HTTPError) -> Response {
        json(status: error.status, isEnveloped: false) { json in
            json.object { json in
                json.member("error", error.message)
                if let detail = error.detail { json.member("detail", detail) }
            }
        }
    }
}

extension URLEncodedForm {
    /// Whether the query asks for data in an envelope: `?envelope=1`.
    var wantsEnvelope: Bool { self["envelope"] == "1" }
}

extension Request {
    /// Whether the query asks for data in an envelope. False if the query cannot be read.
    var wantsEnvelope: Bool { !rawQuery.isEmpty && (try? query)?.wantsEnvelope == true }
}
