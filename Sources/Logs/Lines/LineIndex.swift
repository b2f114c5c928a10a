/// How many line ends there are before each whole block of a log.
///
/// A count for each block, not an offset for each hundred lines, keeps every look-up within one
/// block, whether lines are one byte long or a gigabyte. 2 GB take 64 kB of memory.
struct LineIndex: Sendable {
    private static let block = LogLimits.indexBlockBytes
    /// `counts[k]` line ends stand in the first `k` blocks.
    private var counts = [0]

    /// A place from which counting can go on.
    struct Checkpoint {
        let offset: Int
        let lines: Int
    }

    /// The next block to count.
    var nextBlock: Range<Int> {
        let start = (counts.count - 1) * Self.block
        return start..<start + Self.block
    }

    /// Takes the number of line ends of `block`, unless another thread brought it first.
    mutating func append(_ count: Int, for block: Range<Int>) {
        guard block == nextBlock else { return }
        counts.append(counts[counts.count - 1] + count)
    }

    /// The start of the block that holds `offset`, or `nil` when it has not been counted up to.
    func checkpoint(before offset: Int) -> Checkpoint? {
        let block = offset / Self.block
        guard block < counts.count else { return nil }
        return Checkpoint(offset: block * Self.block, lines: counts[block])
    }

    /// The start of the block in which the line end with this number, counted from 1, stands.
    func checkpoint(beforeLine end: Int) -> Checkpoint? {
        var low = 0
        var high = counts.count
        while low < high {
            let middle = (low + high) / 2
            if counts[middle] < end { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        return Checkpoint(offset: (low - 1) * Self.block, lines: counts[low - 1])
    }

    /// Line ends for each byte so far, or `nil` before the first block.
    var linesPerByte: Double? {
        guard counts.count > 1 else { return nil }
        return Double(counts[counts.count - 1]) / Double((counts.count - 1) * Self.block)
    }

    /// How much of the whole blocks of `size` bytes has been counted, from 0 to 1.
    func fraction(of size: Int) -> Double {
        let blocks = size / Self.block
        return blocks == 0 ? 1 : min(1, Double(counts.count - 1) / Double(blocks))
    }
}
