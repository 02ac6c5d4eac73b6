import Glibc

/// The error of a failed system call.
public struct SystemError: Error, CustomStringConvertible {
    /// The call's name, as in its manual page.
    public let call: String
    /// The value of errno (errno(3)).
    public let code: Int32

    /// The call's name and the system's text for the code.
    public var description: String { "\(call): \(String(cString: strerror(code)))" }

    /// Runs a system call, and throws the current errno if the call returns a negative number.
    @discardableResult
    static func check(_ call: String, _ body: () -> CInt) throws(SystemError) -> CInt {
        let result = body()
        guard result >= 0 else { throw SystemError(call: call, code: errno) }
        return result
    }
}
