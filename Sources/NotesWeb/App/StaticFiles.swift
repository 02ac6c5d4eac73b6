import Crypto
import FoundationEssentials
public import Notes

/// The files that nginx serves under /static/.
public enum StaticFiles {
    /// Returns a text that changes whenever one of the files does. It is part of the addresses of the files, so browsers may keep
    /// each file for good.
    ///
    /// - Parameter directory: the folder `static`.
    /// - Throws: `UserError` if there is no such folder, or if it is empty.
    public static func version(directory: String) throws(UserError) -> String {
        var hash = SHA256()
        // The slash makes a symbolic link stand for the folder that it leads to.
        guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: directory + "/"), !paths.isEmpty else {
            throw UserError("\(directory): the folder is missing or empty, or cannot be read")
        }
        for path in paths.sorted() {
            guard let data = FileManager.default.contents(atPath: "\(directory)/\(path)") else { continue }
            hash.update(data: Data(path.utf8))
            hash.update(data: data)
        }
        return Hex.encode(Array(hash.finalize().prefix(6)))
    }
}
