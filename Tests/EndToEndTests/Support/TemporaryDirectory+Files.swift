import Foundation
import TestSupport

extension TemporaryDirectory {
    /// Copies a folder of the checkout, so that no test can change the checkout itself.
    func copy(_ name: String) throws {
        let original = "\(Checkout.path)/\(name)"
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: false)
        // File by file: FileManager would copy the owner too, which not everybody may.
        for subpath in try FileManager.default.subpathsOfDirectory(atPath: original).sorted() {
            if let text = FileManager.default.contents(atPath: "\(original)/\(subpath)") {
                try write(text, to: "\(name)/\(subpath)")
            } else {
                try FileManager.default.createDirectory(
                    atPath: "\(path)/\(name)/\(subpath)", withIntermediateDirectories: false)
            }
        }
    }

    func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
    }

    /// - Returns: empty if there is no such file.
    func read(_ name: String) -> [UInt8] {
        Array(FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data())
    }
}
