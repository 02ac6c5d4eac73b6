import Crypto
import FoundationEssentials

/// The files that nginx serves under /static/.
public enum StaticFiles {
    /// Changes whenever one of the files does, so that browsers may keep `/static/css/style.css?v=<version>` for good.
    ///
    /// - Parameter directory: the folder `static`.
    /// - Throws: an error of Foundation if a file cannot be read.
    public static func version(directory: String) throws -> String {
        var hash = SHA256()
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory).sorted() {
            guard let data = FileManager.default.contents(atPath: "\(directory)/\(path)") else { continue }
            hash.update(data: Data(path.utf8))
            hash.update(data: data)
        }
        return hash.finalize().prefix(6).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
