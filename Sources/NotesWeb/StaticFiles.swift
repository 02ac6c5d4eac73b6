import Crypto
import FoundationEssentials

/// The files that nginx serves under /static/.
public enum StaticFiles {
    /// There is no such folder, or nothing in it.
    public struct Missing: Error, CustomStringConvertible {
        public let description: String
    }

    /// Changes whenever one of the files does, so that browsers may keep `/static/css/style.css?v=<version>` for good.
    ///
    /// - Parameter directory: the folder `static`.
    /// - Throws: `Missing`.
    public static func version(directory: String) throws -> String {
        var hash = SHA256()
        // The slash, so that of a symbolic link it is what that leads to.
        guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: directory + "/"), !paths.isEmpty else {
            throw Missing(description: "\(directory): the folder is missing or empty, or cannot be read")
        }
        for path in paths.sorted() {
            guard let data = FileManager.default.contents(atPath: "\(directory)/\(path)") else { continue }
            hash.update(data: Data(path.utf8))
            hash.update(data: data)
        }
        return hash.finalize().prefix(6).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
