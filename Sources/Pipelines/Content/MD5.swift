/// The MD5 of bytes that arrive piece by piece.
///
/// It names contents as DVC does; it protects nothing.
package struct MD5: Sendable {
    /// Four words of state, little endian in the digest.
    private var state: SIMD4<UInt32> = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
    private var length: UInt64 = 0
    /// Bytes of a block that is not full yet; fewer than 64.
    private var rest: [UInt8] = []

    package init() {
        rest.reserveCapacity(Self.blockSize)
    }

    /// Adds bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length &+= UInt64(bytes.count)
        var offset = 0
        if !rest.isEmpty {
            offset = min(Self.blockSize - rest.count, bytes.count)
            rest.append(contentsOf: bytes[..<offset])
            guard rest.count == Self.blockSize else { return }
            let block = rest
            block.withUnsafeBytes { state = Self.blocks($0, after: state) }
            rest.removeAll(keepingCapacity: true)
        }
        let whole = (bytes.count - offset) / Self.blockSize * Self.blockSize
        if whole > 0 {
            let blocks = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + whole)])
            state = Self.blocks(blocks, after: state)
        }
        rest.append(contentsOf: bytes[(offset + whole)...])
    }

    /// The digest of everything added, in lower-case hex.
    package func digest() -> String {
        var last = self
        let bits = length &* 8
        let padding = (rest.count < 56 ? 56 : 120) - rest.count
        var tail = [UInt8](repeating: 0, count: padding)
        tail[0] = 0x80
        withUnsafeBytes(of: bits.littleEndian) { tail.append(contentsOf: $0) }
        tail.withUnsafeBytes { last.update($0) }
        return withUnsafeBytes(of: last.state) { Hex.text(of: $0) }
    }

    /// The digest of bytes at hand.
    package static func digest(of bytes: some Sequence<UInt8>) -> String {
        var hash = MD5()
        Array(bytes).withUnsafeBytes { hash.update($0) }
        return hash.digest()
    }

    private static let blockSize = 64
}

/// Bytes as lower-case hexadecimal text.
enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(of bytes: UnsafeRawBufferPointer) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        digits.contains(byte)
    }
}
