import CFastCGI

/// The memory allocator of the process.
public enum Allocator {
    /// Makes glibc give freed memory back to the system soon, also after a few responses of many megabytes. By itself, glibc
    /// raises both limits after the first large block, and keeps hundreds of megabytes (mallopt(3)).
    ///
    /// Call this before the first thread starts.
    public static func returnFreedMemory() {
        mallopt(M_MMAP_THRESHOLD, 256 << 10)
        mallopt(M_TRIM_THRESHOLD, 1 << 20)
    }
}
