// The smallest service on the target FastCGI. The response to `/?bytes=1200` has 1,200 bytes. The benchmark uses its speed as the
// limit, because a service that does more cannot be faster.

import FastCGI
import HTTPTypes
import HTTPValues
import Logging

TerminationSignals.block()
let server = try Server(.standardInput(), logger: Logger(label: "fixed-response")) { request in
    let size = (try? request.query)?["bytes"].flatMap { Int($0) } ?? 0
    return Response(
        headerFields: [.contentType: "text/plain"],
        body: Array(repeating: UInt8(ascii: "x"), count: min(max(size, 0), 1 << 20)))
}
try server.start()
TerminationSignals.wait()
server.stop()
