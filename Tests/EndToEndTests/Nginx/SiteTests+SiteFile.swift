import Foundation
import Testing
import TestSupport

extension SiteTests {
    /// deploy/nginx/notes.conf, and the command deploy/nginx/site, which writes the same site for a base path.
    @Suite struct SiteFile {
        private static let file = String(
            decoding: FileManager.default.contents(atPath: "\(Checkout.path)/deploy/nginx/notes.conf") ?? Data(),
            as: UTF8.self)

        private func runCommand(_ arguments: String...) throws -> (status: CInt, output: String, errors: String) {
            let folder = try TemporaryDirectory()
            let process = try ChildProcess(
                [Program.bash.path, "\(Checkout.path)/deploy/nginx/site"] + arguments, in: folder.path,
                output: folder.file("output"), errors: folder.file("errors"))
            let status = try process.wait(within: 20)
            let texts = ["output", "errors"].map { String(decoding: folder.read($0), as: UTF8.self) }
            return (status, texts[0], texts[1])
        }

        @Test func theSiteForTheRootIsTheCommittedFile() throws {
            #expect(try runCommand().output == Self.file)
            #expect(try runCommand("").output == Self.file)
        }

        @Test(arguments: [
            "/", "x", "x/y", "/x/", "/x//y", "//x", "/.", "/..", "/x/../y", "/./x", "/x y", "/x;y", "/ä", "/%78",
            "/x\n/y", "/" + String(repeating: "x", count: 200),
        ])
        func aBadBasePathIsRefusedWithOneLine(basePath: String) throws {
            let (status, output, errors) = try runCommand(basePath)
            #expect(status == 2)
            #expect(output.isEmpty)
            #expect(errors.contains("BASE_PATH: it must be"))
            #expect(errors.split(separator: "\n").count == 1)
        }

        /// nginx drops all inherited lines of these directives if a location has one of its own.
        @Test func noLocationDropsInheritedDirectives() throws {
            for site in try [Self.file, runCommand("/x/y").output] {
                let lines = site.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
                var depth = 0
                for line in lines where !line.hasPrefix("#") {
                    let directive = line.prefix { $0 != " " }
                    if depth > 1 {
                        #expect(!["add_header", "fastcgi_param", "fastcgi_hide_header"].contains(directive), "\(line)")
                    }
                    if line.hasSuffix("{") { depth += 1 }
                    if line == "}" { depth -= 1 }
                }
                #expect(depth == 0)
            }
        }
    }
}
