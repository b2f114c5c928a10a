import Glibc

/// Bytes of a log without their escape sequences, and where each came from.
///
/// The memory is kept for the next text. Costs one pass at the speed of `memchr` where there are
/// few sequences.
struct StrippedText {
    private(set) var bytes: [UInt8] = []
    /// From the place `stripped` on, `removed` bytes are missing before.
    private var cuts: [(stripped: Int, removed: Int)] = []

    /// Whether any sequence was taken out.
    var isCut: Bool { !cuts.isEmpty }

    /// Takes the sequences out of `source`.
    mutating func strip(_ source: UnsafeRawBufferPointer) {
        bytes.removeAll(keepingCapacity: true)
        cuts.removeAll(keepingCapacity: true)
        bytes.reserveCapacity(source.count)
        var place = 0
        var removed = 0
        while place < source.count {
            let escape = Bytes.first(Byte.escape, in: source, from: place) ?? source.count
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: source[place..<escape]))
            guard escape < source.count else { break }
            place = EscapeSequence.end(in: source, from: escape, to: source.count)
            removed += place - escape
            cuts.append((bytes.count, removed))
        }
    }

    /// Where the stripped byte at `place` stood in the source.
    func source(of place: Int) -> Int {
        var low = 0
        var high = cuts.count
        while low < high {
            let middle = (low + high) / 2
            if cuts[middle].stripped <= place { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? place : place + cuts[low - 1].removed
    }

    /// Where a range of stripped bytes stood, the sequences inside included.
    func source(of range: Range<Int>) -> Range<Int> {
        let start = source(of: range.lowerBound)
        guard !range.isEmpty else { return start..<start }
        return start..<source(of: range.upperBound - 1) + 1
    }
}
