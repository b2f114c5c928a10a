import Domain

/// The MD5 of bytes that arrive piece by piece.
///
/// It names contents as DVC does; it protects nothing.
package struct MD5: Sendable {
    /// Four words of state, little endian in the digest.
    private(set) var state: SIMD4<UInt32> = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
    private var length: UInt64 = 0
    /// The bytes of a block that is not full yet, and what is left of earlier ones behind them.
    private var rest = SIMD64<UInt8>()

    package init() {}

    /// Adds bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let filled = Int(length % UInt64(Self.blockSize))
        length &+= UInt64(bytes.count)
        var offset = 0
        if filled > 0 {
            offset = min(Self.blockSize - filled, bytes.count)
            keep(bytes[..<offset], at: filled)
            guard filled + offset == Self.blockSize else { return }
            state = withUnsafeBytes(of: rest) { Self.blocks($0, after: state) }
        }
        let whole = (bytes.count - offset) / Self.blockSize * Self.blockSize
        if whole > 0 {
            let blocks = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + whole)])
            state = Self.blocks(blocks, after: state)
        }
        keep(bytes[(offset + whole)...], at: 0)
    }

    private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>, at offset: Int) {
        guard !bytes.isEmpty else { return }
        withUnsafeMutableBytes(of: &rest) { rest in
            UnsafeMutableRawBufferPointer(rebasing: rest[offset...]).copyBytes(from: bytes)
        }
    }

    /// All bytes so far made whole blocks.
    var isAtBlock: Bool { length % UInt64(Self.blockSize) == 0 }

    /// Takes the state after whole blocks that were added elsewhere.
    mutating func jump(to state: SIMD4<UInt32>, adding count: Int) {
        self.state = state
        length &+= UInt64(count)
    }

    /// The digests of two messages at hand, made side by side.
    package static func digests(of first: [UInt8], _ second: [UInt8]) -> (String, String) {
        var (one, two) = (MD5(), MD5())
        first.withUnsafeBytes { first in
            second.withUnsafeBytes { second in update(&one, with: first, &two, with: second) }
        }
        return (one.digest(), two.digest())
    }

    /// The state after the padding: a bit, zeros, and the length.
    private func finished() -> SIMD4<UInt32> {
        var last = self
        let filled = Int(length % UInt64(Self.blockSize))
        var padding = SIMD64<UInt8>()
        padding[0] = 0x80
        let count = (filled < 56 ? 56 : 120) - filled
        withUnsafeBytes(of: padding) {
            last.update(UnsafeRawBufferPointer(rebasing: $0[..<min(count, 64)]))
        }
        if count > 64 {
            let zeros = SIMD64<UInt8>()
            withUnsafeBytes(of: zeros) {
                last.update(UnsafeRawBufferPointer(rebasing: $0[..<(count - 64)]))
            }
        }
        withUnsafeBytes(of: (length &* 8).littleEndian) { last.update($0) }
        return last.state
    }

    /// The digest of everything added, in lower-case hex.
    package func digest() -> String {
        withUnsafeBytes(of: finished()) { Hex.text(of: $0) }
    }

    /// The digest of everything added.
    func bits() -> Bits128 {
        withUnsafeBytes(of: finished()) { bytes in
            Bits128(
                high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    /// The digest of bytes at hand.
    package static func digest(of bytes: some Sequence<UInt8>) -> String {
        var hash = MD5()
        Array(bytes).withUnsafeBytes { hash.update($0) }
        return hash.digest()
    }

    private static let blockSize = 64
}
