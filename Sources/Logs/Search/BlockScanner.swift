/// Searches a log block by block.
///
/// A block has the lines that start in it. One that runs on for more than
/// ``LogLimits/searchOverrunBytes`` behind its block is cut there, and the next block goes on with
/// it: where the cut is depends on the bytes alone, so that blocks can be searched in any order and
/// by several threads. A plain text is found across the cut; an expression is matched within the
/// parts. What matches is the text without its escape sequences.
///
/// Belongs to one thread.
final class BlockScanner {
    private let descriptor: Descriptor
    private let matcher: any LineMatcher
    /// How much of the next part is read to find a match that starts in this one.
    private let overlap: Int
    private var buffer: UnsafeMutableRawBufferPointer
    private var stripped = StrippedText()
    private var copy: [UInt8] = []

    private static let block = LogLimits.searchBlockBytes
    private static let overrun = LogLimits.searchOverrunBytes

    init(_ descriptor: Descriptor, _ matcher: any LineMatcher) {
        self.descriptor = descriptor
        self.matcher = matcher
        overlap = LogLimits.patternBytes
        let size = Self.block + Self.overrun + overlap + 1
        buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    /// The number of blocks of a log of this size.
    static func count(_ size: Int) -> Int { (size + block - 1) / block }

    /// The block that may hold a match that starts at `offset`, or the one before it.
    static func first(for offset: Int) -> Int { max(0, offset / block - 1) }

    /// Whether what `block` holds can change when a log of this size grows.
    static func isOpen(_ number: Int, at size: Int) -> Bool {
        (number + 1) * block + overrun + LogLimits.patternBytes > size
    }

    /// Gives every match that starts in the block's lines to `found`, in order, as a place in the
    /// log, with the start of its line where that is near.
    func scan(
        _ number: Int,
        _ extent: LogExtent,
        _ found: (_ match: Range<Int>, _ lineStart: Int?, _ isNewLine: Bool) -> Bool
    ) -> MatchingEnd {
        let low = number * Self.block
        let high = min(extent.size, low + Self.block + Self.overrun + overlap)
        if let gap = extent.gap, gap.start <= low, gap.end >= high { return .finished }
        let base = max(0, low - 1)
        guard base < high else { return .finished }
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer[0..<high - base])
        let count = descriptor.read(into: part, at: base)
        let bytes = UnsafeRawBufferPointer(rebasing: part[0..<count])
        let start = Self.edge(in: bytes, base: base, at: low)
        let end = Self.edge(in: bytes, base: base, at: low + Self.block)
        guard start < end else { return .finished }
        for owned in Self.without(extent.gap, start..<end) {
            // A cut in the middle of a line: a match may reach over it.
            let isCut =
                owned.upperBound - base < count && bytes[owned.upperBound - base - 1] != 0x0A
            let stop =
                isCut && owned.upperBound == end
                ? min(base + count, end + overlap) : owned.upperBound
            let text = UnsafeMutableRawBufferPointer(
                rebasing: part[owned.lowerBound - base..<stop - base]
            )
            let result = match(text, owned, found)
            guard result == .finished else { return result }
        }
        return .finished
    }

    /// Where the lines of the block that starts at `edge` begin.
    private static func edge(in bytes: UnsafeRawBufferPointer, base: Int, at edge: Int) -> Int {
        guard edge > 0 else { return 0 }
        let end = base + bytes.count
        guard edge < end else { return end }
        let reach = min(edge + overrun, end)
        let near = UnsafeRawBufferPointer(rebasing: bytes[edge - 1 - base..<reach - base])
        return Bytes.first(Byte.newline, in: near).map { edge + $0 } ?? reach
    }

    private static func without(_ gap: LogGap?, _ range: Range<Int>) -> [Range<Int>] {
        guard let gap, gap.start < range.upperBound, gap.end > range.lowerBound else {
            return [range]
        }
        let before = range.lowerBound..<max(range.lowerBound, gap.start)
        let after = min(gap.end, range.upperBound)..<range.upperBound
        return [before, after].filter { !$0.isEmpty }
    }

    private func match(
        _ text: UnsafeMutableRawBufferPointer,
        _ owned: Range<Int>,
        _ found: (Range<Int>, Int?, Bool) -> Bool
    ) -> MatchingEnd {
        let source = UnsafeRawBufferPointer(text)
        let base = owned.lowerBound
        let hasEscapes = Bytes.first(Byte.escape, in: source) != nil
        var lineEnd = -1
        var isOver = false
        // Gives one match on, as a range of `source`.
        func take(_ range: Range<Int>) -> Bool {
            guard range.lowerBound < owned.count else {
                isOver = true
                return false
            }
            let isNewLine = range.lowerBound > lineEnd
            if isNewLine {
                lineEnd = Bytes.first(Byte.newline, in: source, from: range.upperBound) ?? .max
            }
            let before = max(0, range.lowerBound - LogLimits.pieceBytes)
            let near = UnsafeRawBufferPointer(rebasing: source[before..<range.lowerBound])
            let newline = isNewLine ? Bytes.last(Byte.newline, in: near) : nil
            let lineStart = newline.map { base + before + $0 + 1 }
            return found(base + range.lowerBound..<base + range.upperBound, lineStart, isNewLine)
        }
        let result: MatchingEnd
        if hasEscapes {
            stripped.strip(source)
            copy = stripped.bytes
            result = copy.withUnsafeMutableBytes {
                matcher.match($0) { take(stripped.source(of: $0)) }
            }
        } else {
            result = matcher.match(text, take)
        }
        if isOver && result == .refused { return .finished }
        if case .tooSlow(let place) = result {
            return .tooSlow(base + (hasEscapes ? stripped.source(of: place) : place))
        }
        return result
    }
}
