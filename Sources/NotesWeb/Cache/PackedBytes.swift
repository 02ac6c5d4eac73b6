import CLZ4

/// Bytes in little memory: as their difference from others, the model.
///
/// The format is that of LZ4 with the model as its dictionary (lz4.h: LZ4_loadDict, LZ4_decompress_safe_usingDict). Only the
/// last 64 KiB of a model count.
struct PackedBytes: Sendable {
    private let packed: [UInt8]
    /// The number of bytes before packing.
    private let count: Int

    /// Packs bytes. nil if they are too many for LZ4, or if there is no memory.
    init?(_ bytes: [UInt8], model: UnsafeRawBufferPointer) {
        guard bytes.count <= LZ4_MAX_INPUT_SIZE, let stream = LZ4_createStream() else { return nil }
        defer { LZ4_freeStream(stream) }
        let model = model.assumingMemoryBound(to: CChar.self)
        LZ4_loadDict(stream, model.baseAddress, CInt(clamping: model.count))
        let bound = LZ4_compressBound(CInt(bytes.count))
        packed = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(bound)) { target in
            let size = bytes.withUnsafeBytes {
                let source = $0.assumingMemoryBound(to: CChar.self)
                return LZ4_compress_fast_continue(
                    stream, source.baseAddress, target.baseAddress, CInt(source.count), bound, 1)
            }
            return Array(UnsafeRawBufferPointer(target)[..<Int(size)])
        }
        count = bytes.count
        guard !packed.isEmpty else { return nil }
    }

    /// The memory that the packed bytes take.
    var size: Int { packed.count }

    /// Returns the bytes as they were before packing. nil if the model is another one, or if there is no memory.
    func bytes(model: UnsafeRawBufferPointer) -> [UInt8]? {
        let model = model.assumingMemoryBound(to: CChar.self)
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, size in
            packed.withUnsafeBytes { packed in
                let written = LZ4_decompress_safe_usingDict(
                    packed.assumingMemoryBound(to: CChar.self).baseAddress,
                    UnsafeMutableRawBufferPointer(target).assumingMemoryBound(to: CChar.self).baseAddress,
                    CInt(packed.count), CInt(count), model.baseAddress, CInt(clamping: model.count))
                size = max(0, Int(written))
            }
        }
        return bytes.count == count ? bytes : nil
    }
}
