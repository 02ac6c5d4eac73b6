import FoundationEssentials
import Hashing
public import Notes

/// The files that nginx serves under /static/.
public enum StaticFiles {
    /// Returns a hash of all files. The addresses of the files contain it, so a changed file has a new address.
    /// Browsers may therefore keep each file forever.
    ///
    /// - Parameter directory: the folder `static`.
    /// - Throws: `UserError` if there is no such folder, or if it is empty.
    public static func version(directory: String) throws(UserError) -> String {
        var hash = SHA256()
        // Because of the slash, `directory` may also be a symbolic link to a folder.
        guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: directory + "/"), !paths.isEmpty else {
            throw UserError("\(directory): the folder is missing or empty, or cannot be read")
        }
        for path in paths.sorted() {
            guard let data = FileManager.default.contents(atPath: "\(directory)/\(path)") else { continue }
            hash.update(Array(path.utf8))
            hash.update(Array(data))
        }
        return Hex.encode(Array(hash.finalize().prefix(6)))
    }
}
