#if FUZZING
import Foundation

// libFuzzer calls from one thread.
private nonisolated(unsafe) let service: Service = {
    do {
        return try Service()
    } catch {
        fatalError("\(error)")
    }
}()

private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["NOTES_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else { fatalError("NOTES_FUZZ_TARGET is no target: \(name)") }
    return target
}()

/// FuzzerInterface.h
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: bytes, count: count)), on: service)
    return 0
}

/// - Returns: the exit status.
func runLibFuzzer() -> CInt {
    let count = UnsafeMutablePointer<CInt>.allocate(capacity: 1)
    count.pointee = CommandLine.argc
    let arguments = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
    arguments.storeBytes(of: CommandLine.unsafeArgv, as: type(of: CommandLine.unsafeArgv))
    return runDriver(count, arguments, testOneInput)
}
#endif
