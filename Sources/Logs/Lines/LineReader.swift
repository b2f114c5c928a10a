/// Reads lines as they are shown: redraws folded, long lines in pieces, the gap as one line.
struct LineReader {
    private let log: LogFile
    private var scanner: LineScanner

    var extent: LogExtent { scanner.extent }

    init(_ log: LogFile) {
        self.log = log
        scanner = LineScanner(log.descriptor, extent: log.extent)
    }

    /// The line that starts at `start`, or `nil` at the end.
    mutating func line(from start: Int) -> LogLine? {
        guard let span = scanner.span(from: start) else { return nil }
        if span.continues, !span.isContinuation, let folded = foldedLine(from: span) {
            return folded
        }
        return line(of: span)
    }

    /// The line that ends where another starts, or `nil` at the start of the log.
    mutating func line(before end: Int) -> LogLine? {
        guard let span = scanner.span(before: end) else { return nil }
        if span.isContinuation, let folded = foldedLine(endingWith: span) { return folded }
        return line(of: span)
    }

    /// Where the line that holds `offset` starts.
    mutating func lineStart(of offset: Int) -> Int {
        let start = scanner.spanStart(of: offset)
        guard let span = scanner.span(from: start), span.isContinuation, redraws(in: span) else {
            return start
        }
        guard let head = headOfLine(before: span) else { return start }
        guard let first = scanner.span(from: head), let folded = foldedLine(from: first) else {
            return start
        }
        return folded.end > offset ? folded.offset : start
    }

    private mutating func line(of span: LineSpan) -> LogLine {
        if span.isGap, let gap = extent.gap {
            return LogLine(
                kind: .gap(gap),
                offset: span.start,
                length: span.end - span.start,
                bytes: [],
                shownOffset: span.start
            )
        }
        let content = scanner.content(of: span)
        let folding = content.withUnsafeBytes { RedrawFolding($0) }
        return LogLine(
            offset: span.start,
            length: span.end - span.start,
            bytes: folding.visible == content.indices ? content : [UInt8](content[folding.visible]),
            shownOffset: span.start + folding.visible.lowerBound,
            redraws: folding.hidden,
            isContinuation: span.isContinuation,
            continues: span.continues,
            isComplete: span.isComplete
        )
    }

    // MARK: - Long lines of redraws

    /// One line for a progress bar that has been redrawn over more than a piece.
    ///
    /// Only when its first and its last piece hold redraws and it is not longer than
    /// ``LogLimits/foldedBytes``; any other long line stays in pieces.
    private mutating func foldedLine(from first: LineSpan) -> LogLine? {
        guard first.continues, redraws(in: first) else { return nil }
        guard let (memory, end) = readToEnd(from: first.start) else { return nil }
        guard let last = scanner.span(before: end), last.isContinuation, redraws(in: last) else {
            return nil
        }
        var line = line(of: last)
        // The last piece counts its own; those of the pieces before it are hidden as well.
        let ending = scanner.content(of: last).withUnsafeBytes {
            Bytes.count(Byte.carriageReturn, in: $0)
        }
        line.redraws += max(0, memory.returns - ending)
        line.length = end - first.start
        line.offset = first.start
        line.isContinuation = false
        return line
    }

    private mutating func foldedLine(endingWith last: LineSpan) -> LogLine? {
        guard !last.continues, redraws(in: last), let head = headOfLine(before: last) else {
            return nil
        }
        guard let first = scanner.span(from: head) else { return nil }
        let line = foldedLine(from: first)
        return line?.end == last.end ? line : nil
    }

    /// Where the line starts of which `piece` is a part, or `nil` when that is too far away.
    private mutating func headOfLine(before piece: LineSpan) -> Int? {
        if let known = log.remembered(piece.start) { return known.lineStart }
        if log.isFarFromHead(piece.start) { return nil }
        var place = piece.start
        while piece.start - place < LogLimits.foldedBytes {
            guard let earlier = chunkStart(before: place) else { return nil }
            let chunk = log.descriptor.bytes(earlier..<place)
            if let newline = chunk.withUnsafeBytes({ Bytes.last(Byte.newline, in: $0) }) {
                return earlier + newline + 1
            }
            place = earlier
            if place == lowerEdge(of: piece.start) { return place }
        }
        log.rememberHeadless(place..<piece.start)
        return nil
    }

    private func chunkStart(before place: Int) -> Int? {
        let edge = lowerEdge(of: place)
        return place > edge ? max(edge, place - LogLimits.indexBlockBytes) : nil
    }

    private func lowerEdge(of place: Int) -> Int {
        guard let gap = extent.gap, place >= gap.end else { return 0 }
        return gap.end
    }

    /// Counts the carriage returns of the line from `start` on, and finds where the line ends.
    private func readToEnd(from start: Int) -> (RedrawMemory, end: Int)? {
        var memory = RedrawMemory(lineStart: start, readTo: start)
        if let known = log.remembered(start + 1), known.lineStart == start { memory = known }
        let limit = extent.gap.map { start < $0.start ? $0.start : extent.size } ?? extent.size
        while memory.readTo < limit {
            guard memory.readTo - start < LogLimits.foldedBytes else {
                log.remember(memory)
                return nil
            }
            let stop = min(limit, memory.readTo + LogLimits.indexBlockBytes)
            let chunk = log.descriptor.bytes(memory.readTo..<stop)
            guard !chunk.isEmpty else { return nil }
            let newline = chunk.withUnsafeBytes { Bytes.first(Byte.newline, in: $0) }
            let line = newline.map { chunk[..<$0] } ?? chunk[...]
            memory.returns += line.withUnsafeBytes { Bytes.count(Byte.carriageReturn, in: $0) }
            memory.readTo += line.count
            if newline != nil {
                log.remember(memory)
                return (memory, memory.readTo + 1)
            }
        }
        log.remember(memory)
        return (memory, limit)
    }

    private mutating func redraws(in span: LineSpan) -> Bool {
        scanner.content(of: span).withUnsafeBytes { bytes in
            guard let place = Bytes.first(Byte.carriageReturn, in: bytes) else { return false }
            return place + 1 < bytes.count
        }
    }
}
