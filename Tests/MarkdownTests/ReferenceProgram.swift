import Foundation
import Testing

/// A reference implementation, as a program of a Debian package.
struct ReferenceProgram {
    let path: String
    let arguments: [String]

    /// CommonMark 0.30. Line breaks stay line breaks, as in `Markdown`.
    static let commonMark = ReferenceProgram(path: "/usr/bin/cmark", arguments: ["--hardbreaks", "--unsafe"])

    /// GitHub Flavored Markdown. It needs very long for some texts, so it gets small ones only.
    static let gitHub = ReferenceProgram(
        path: "/usr/bin/cmark-gfm",
        arguments: ["--hardbreaks", "--unsafe"]
            + ["table", "strikethrough", "tasklist", "autolink"].flatMap { ["--extension", $0] })

    func html(_ text: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // The texts are shorter than the buffer of a pipe, so this cannot block.
        try #require(text.utf8.count < 32768)
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let html = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: html, as: UTF8.self)
    }
}
