import HTTPTypes
import HTTPValues

extension Response {
    /// An answer in JSON: data, a message or an error.
    ///
    /// With `?envelope=1` in the request, data too come as the one member of an object, as messages and errors always do.
    ///
    /// - Parameter data: writes one JSON value.
    static func json(
        data: ((inout JSONWriter) -> Void)? = nil, message: String? = nil, error: String? = nil,
        status: HTTPResponse.Status = .ok, for request: Request
    ) -> Response {
        var writer = JSONWriter()
        if let data {
            let isEnveloped = wantsEnvelope(request)
            if isEnveloped { writer.raw("{\"data\":") }
            data(&writer)
            if isEnveloped { writer.raw("}") }
        } else {
            writer.raw(error == nil ? "{\"message\":" : "{\"error\":")
            writer.string(error ?? message ?? status.reasonPhrase)
            writer.raw("}")
        }
        return Response(status: status, headerFields: .json, body: writer.bytes)
    }

    private static func wantsEnvelope(_ request: Request) -> Bool {
        guard !request.rawQuery.isEmpty, let query = try? request.query else { return false }
        return query["envelope"] == "1"
    }
}
