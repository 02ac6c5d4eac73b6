import FastCGI
import Glibc
import Testing

@Suite struct ListeningSocketTests {
    @Test func aDescriptorThatDoesNotListenIsRefused() throws {
        for descriptor in [socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0), open("/dev/null", O_RDONLY)] {
            try #require(descriptor >= 0)
            defer { close(descriptor) }
            #expect(throws: ListeningSocket.NotListening.self) { try ListeningSocket(descriptor: descriptor) }
        }
        #expect(throws: ListeningSocket.NotListening.self) { try ListeningSocket(descriptor: -1) }
    }
}
