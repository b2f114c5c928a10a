/// A sequence of byte ranges: one way to write members of a set in UTF-8.
typealias ByteRanges = [ClosedRange<UInt8>]

/// Turns ranges of characters into ranges of the bytes that encode them.
enum UTF8Sequences {
    /// What stands for a byte that is not valid UTF-8; never part of valid text.
    static let broken: UInt8 = 0xFF

    /// All byte sequences of the set's members.
    static func of(_ set: ScalarSet) -> [ByteRanges] {
        var sequences: [ByteRanges] = []
        for range in set.ranges { split(range.lowerBound, range.upperBound, into: &sequences) }
        if set.hasBroken { sequences.append([broken...broken]) }
        return sequences
    }

    /// Cuts a range where the length changes, then where a continuation byte wraps around.
    private static func split(_ low: UInt32, _ high: UInt32, into sequences: inout [ByteRanges]) {
        for edge: UInt32 in [0x7F, 0x7FF, 0xD7FF, 0xFFFF] where low <= edge && high > edge {
            split(low, edge, into: &sequences)
            // No character stands for a surrogate.
            let next = edge == 0xD7FF ? max(edge + 1, 0xE000) : edge + 1
            if next <= high { split(next, high, into: &sequences) }
            return
        }
        guard !(0xD800...0xDFFF).contains(low) else {
            if high >= 0xE000 { split(0xE000, high, into: &sequences) }
            return
        }
        for shift: UInt32 in [6, 12, 18] where high >= 0x80 {
            let mask = (UInt32(1) << shift) - 1
            guard low & ~mask != high & ~mask else { continue }
            if low & mask != 0 {
                split(low, low | mask, into: &sequences)
                split((low | mask) + 1, high, into: &sequences)
                return
            }
            if high & mask != mask {
                split(low, (high & ~mask) - 1, into: &sequences)
                split(high & ~mask, high, into: &sequences)
                return
            }
        }
        let first = bytes(low)
        let last = bytes(high)
        sequences.append(zip(first, last).map { $0...$1 })
    }

    private static func bytes(_ value: UInt32) -> [UInt8] {
        Unicode.Scalar(value).map { Array(String($0).utf8) } ?? []
    }
}
