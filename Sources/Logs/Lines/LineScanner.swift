/// Finds where lines start and end, from any place, with bounded work.
///
/// A span ends at a newline, at the edges of the gap, at the end of the file, and at a *break*: an
/// offset that is a multiple of the piece size, when the piece before it holds no newline and no
/// edge. Whether an offset is a break depends on the bytes around it alone. That is why a line of a
/// gigabyte can be entered anywhere, from either side, and always falls into the same pieces.
struct LineScanner {
    let extent: LogExtent
    private var window: ByteWindow
    private static let piece = LogLimits.pieceBytes

    init(_ descriptor: Descriptor, extent: LogExtent) {
        self.extent = extent
        window = ByteWindow(descriptor)
    }

    // MARK: - Spans

    /// The span that starts at `start`, or `nil` at the end of the log.
    mutating func span(from start: Int) -> LineSpan? {
        guard start < extent.size else { return nil }
        if let gap = extent.gap, gap.contains(start) {
            return LineSpan(
                start: start,
                contentEnd: gap.end,
                end: gap.end,
                isGap: true,
                isComplete: true
            )
        }
        let limit = upperEdge(of: start)
        let brink = firstBreak(after: start)
        // One byte more: a newline that stands just behind the last byte belongs to this span.
        let newline = firstNewline(in: start..<min(limit, brink + 1))
        var span = LineSpan(start: start, contentEnd: limit, end: limit)
        if let newline {
            span.contentEnd = newline
            span.end = newline + 1
            span.isComplete = true
        } else if brink < limit {
            span.contentEnd = brink
            span.end = brink
            span.continues = true
        }
        span.isContinuation = isBreak(start)
        return span
    }

    /// The span that ends where another starts, or `nil` at the start of the log.
    mutating func span(before end: Int) -> LineSpan? {
        guard end > 0 else { return nil }
        return span(from: spanStart(of: end - 1))
    }

    /// Where the span that holds `offset` starts; the end of the log belongs to its last span.
    mutating func spanStart(of offset: Int) -> Int {
        let offset = min(max(0, offset), max(0, extent.size - 1))
        if let gap = extent.gap, gap.contains(offset) { return gap.start }
        let edge = lowerEdge(of: offset)
        let search = max(edge, offset - 2 * Self.piece)..<offset
        let newline = lastNewline(in: search)
        let start = newline.map { $0 + 1 } ?? (search.lowerBound == edge ? edge : nil)
        var candidate = offset / Self.piece * Self.piece
        if candidate == offset && isNewline(at: offset) { candidate -= Self.piece }
        guard let start else { return candidate }
        return candidate >= firstBreak(after: start) ? candidate : start
    }

    /// The first place behind the hard line start `start` where a line without newline would break.
    private func firstBreak(after start: Int) -> Int {
        let multiple = start / Self.piece * Self.piece
        return multiple == start ? start + Self.piece : multiple + 2 * Self.piece
    }

    /// Whether the span that starts here goes on from the one before.
    private mutating func isBreak(_ start: Int) -> Bool {
        guard start > 0, start != extent.gap?.end else { return false }
        return !isNewline(at: start - 1)
    }

    private func upperEdge(of offset: Int) -> Int {
        guard let gap = extent.gap, offset < gap.start else { return extent.size }
        return gap.start
    }

    private func lowerEdge(of offset: Int) -> Int {
        guard let gap = extent.gap, offset >= gap.end else { return 0 }
        return gap.end
    }

    // MARK: - Bytes

    private mutating func isNewline(at offset: Int) -> Bool {
        window.withBytes(offset..<offset + 1, ahead: .backward) { $0.first == Byte.newline }
    }

    private mutating func firstNewline(in range: Range<Int>) -> Int? {
        window.withBytes(range, ahead: .forward) { Bytes.first(Byte.newline, in: $0) }
            .map { range.lowerBound + $0 }
    }

    private mutating func lastNewline(in range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        return window.withBytes(range, ahead: .backward) { Bytes.last(Byte.newline, in: $0) }
            .map { range.lowerBound + $0 }
    }

    /// What the span says, with its carriage returns.
    mutating func content(of span: LineSpan) -> [UInt8] {
        window.withBytes(span.content, ahead: .forward) { [UInt8]($0) }
    }
}
