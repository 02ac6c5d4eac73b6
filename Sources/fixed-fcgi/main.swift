// The smallest service on the target FastCGI: it answers `/?bytes=1200` with as many bytes. The benchmark takes it for
// the limit, since nothing that does more can be faster.

import FastCGI
import HTTPTypes
import HTTPValues
import Logging

TerminationSignals.block()
let server = try Server(.standardInput(), logger: Logger(label: "fixed-fcgi")) { request in
    let size = (try? request.query)?["bytes"].flatMap { Int($0) } ?? 0
    return Response(
        headerFields: [.contentType: "text/plain"],
        body: Array(repeating: UInt8(ascii: "x"), count: min(max(size, 0), 1 << 20)))
}
try server.start()
TerminationSignals.wait()
server.stop()
