import Glibc

/// A system call that failed.
public struct SystemError: Error, CustomStringConvertible {
    /// The call's name, as in its manual page.
    public let call: String
    /// The value of errno.
    public let code: Int32

    public var description: String { "\(call): \(String(cString: strerror(code)))" }

    /// What `body` returns, if that is not negative.
    @discardableResult
    static func check(_ call: String, _ body: () -> CInt) throws(SystemError) -> CInt {
        let result = body()
        guard result >= 0 else { throw SystemError(call: call, code: errno) }
        return result
    }
}
