import Glibc
import Notes

extension UserError {
    /// An error that a system call has left in `errno`.
    static func system(_ problem: String, _ path: String) -> UserError {
        UserError("\(problem) \(path): \(String(cString: strerror(errno)))")
    }
}
