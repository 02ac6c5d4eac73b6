import Foundation
import TestSupport

extension TemporaryDirectory {
    /// Copies a folder of the checkout, so that tests cannot change the checkout.
    func copy(_ name: String) throws {
        let original = "\(Checkout.path)/\(name)"
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: false)
        // Copies each file. To copy the folder, FileManager would also copy the owner, which needs a permission.
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

    /// Returns the bytes of a file; no bytes if the file does not exist.
    func read(_ name: String) -> [UInt8] {
        Array(FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data())
    }
}
