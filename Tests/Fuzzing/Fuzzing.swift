import Foundation

/// `notes-fuzz FOLDER` runs every file in FOLDER/<target>/ through its target once.
///
/// `Tests/Fuzzing/run` builds it with FUZZING. Then it is libFuzzer (https://llvm.org/docs/LibFuzzer.html) for the target in the
/// environment variable NOTES_FUZZ_TARGET.
@main struct Fuzzing {
    static func main() throws {
        #if FUZZING
        exit(runLibFuzzer())
        #else
        try replay()
        #endif
    }

    private static func replay() throws {
        guard CommandLine.arguments.count == 2 else {
            FileHandle.standardError.write(Data("usage: notes-fuzz FOLDER\n".utf8))
            exit(2)
        }
        let service = try Service()
        for target in FuzzTarget.allCases {
            let folder = "\(CommandLine.arguments[1])/\(target.rawValue)"
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            precondition(!names.isEmpty, "\(folder) is empty")
            for name in names {
                target.run([UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))), on: service)
            }
            print("\(target.rawValue): \(names.count) inputs")
        }
    }
}
