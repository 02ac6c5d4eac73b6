/// A text in UTF-8 that grows at its end. It appends short pieces faster than an array does.
public struct UTF8Buffer: ~Copyable {
    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    public private(set) var count = 0

    public init(capacity: Int) {
        self.capacity = capacity
        memory = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        memory.deallocate()
    }

    /// A copy of all bytes.
    public var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: memory, count: count)) }

    /// Calls `body` with the bytes from a position on.
    public func withBytes<Result>(from start: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: memory + start, count: count - start))
    }

    public var last: UInt8? { count > 0 ? memory.load(fromByteOffset: count - 1, as: UInt8.self) : nil }

    public mutating func append(_ piece: UnsafeRawBufferPointer) {
        if let start = piece.baseAddress { append(start, piece.count) }
    }

    public mutating func append(_ text: StaticString) {
        append(text.utf8Start, text.utf8CodeUnitCount)
    }

    public mutating func append(_ byte: UInt8) {
        reserve(1)
        end.storeBytes(of: byte, as: UInt8.self)
        advance(by: 1)
    }

    /// Appends what `write` writes into the memory that it gets.
    ///
    /// - Parameters:
    ///   - size: the size of that memory, in bytes.
    ///   - write: returns how many bytes it has written.
    public mutating func append(atMost size: Int, _ write: (UnsafeMutableRawBufferPointer) -> Int) {
        reserve(size)
        advance(by: write(UnsafeMutableRawBufferPointer(start: end, count: size)))
    }

    /// Appends a number in decimal digits.
    public mutating func append(_ number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
            var start = digits.count
            var rest = number.magnitude
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            append(UnsafeRawBufferPointer(rebasing: digits[start...]))
        }
    }

    @inline(__always)
    private mutating func append(_ start: UnsafeRawPointer, _ size: Int) {
        reserve(size)
        end.copyMemory(from: start, byteCount: size)
        advance(by: size)
    }

    /// Where the next byte is written.
    @inline(__always)
    var end: UnsafeMutableRawPointer { memory + count }

    /// Counts bytes that were written at `end`, in memory that was reserved.
    @inline(__always)
    mutating func advance(by size: Int) {
        count &+= size
    }

    /// Makes room for more bytes.
    @inline(__always)
    public mutating func reserve(_ size: Int) {
        if size > capacity &- count { grow(by: size) }
    }

    @inline(never)
    private mutating func grow(by size: Int) {
        capacity = max(capacity * 2, count + size)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 1)
        larger.copyMemory(from: memory, byteCount: count)
        memory.deallocate()
        memory = larger
    }
}
