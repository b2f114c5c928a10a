import Logs
import Terminal

/// Reads windows of lines and makes them ready to be drawn.
///
/// Belongs to one thread.
struct LogPageReader {
    /// Lines read in one go.
    private static let chunkLines = 64
    /// A window ends when its lines have this many bytes on one side of its anchor.
    private static let windowBytes = 2 << 20
    /// Matches marked in one line.
    private static let matchesPerLine = 100
    /// Bytes decoded again to mark matches in lines with colours or wide characters.
    private static let markingBytes = 4 << 20
    /// How long a pattern that backtracks may mark lines of a window.
    private static let markingTime = Duration.milliseconds(100)
    /// How much of a line is looked at for trouble.
    private static let troubleBytes = 4 << 10

    private let file: LogFile
    private let find: PatternHighlighter?
    private let trouble: PatternHighlighter?
    private let isSlow: Bool
    private var marked = 0
    private var timeSpent = Duration.zero

    init(_ file: LogFile, marking find: SearchPattern?) {
        isSlow = find?.isSlow == true
        self.file = file
        self.find = find.map(PatternHighlighter.init)
        trouble = SearchPattern.trouble.map(PatternHighlighter.init)
    }

    /// A window of all lines.
    mutating func window(_ request: LogPageRequest) -> [ShownLine] {
        let lines: [LogLine]
        switch request.anchor {
        case .tail: lines = backward(from: file.size, request.before + request.after)
        case .around(let offset):
            let start = offset < file.size ? file.lineStart(of: max(0, offset)) : file.size
            lines = backward(from: start, request.before) + forward(from: start, request.after)
        }
        return lines.map { shown($0) }
    }

    /// A window of the lines that a search finds, and whether it reaches the first and the last.
    mutating func window(
        _ request: LogPageRequest,
        of search: LogSearch
    ) -> (lines: [ShownLine], isAtStart: Bool, isAtEnd: Bool) {
        var before = SearchResults()
        var after = SearchResults()
        switch request.anchor {
        case .tail:
            let count = request.before + request.after
            before = search.results(before: .max, atMost: count, .lines)
        case .around(let offset):
            let start = file.lineStart(of: min(max(0, offset), file.size))
            before = search.results(before: start, atMost: request.before, .lines)
            after = search.results(after: start - 1, atMost: request.after, .lines)
        }
        let near = lines(at: before.results.reversed().map(\.lineStart))
        let far = lines(at: after.results.map(\.lineStart))
        var shownLines: [ShownLine] = []
        for line in near.lines.reversed() + far.lines where line.offset >= shownLines.last?.end ?? 0
        {
            shownLines.append(shown(line))
        }
        return (shownLines, !before.hasMore && !near.isCut, !after.hasMore && !far.isCut)
    }

    private func lines(at starts: [Int]) -> (lines: [LogLine], isCut: Bool) {
        var lines: [LogLine] = []
        var bytes = 0
        for start in starts {
            guard bytes < Self.windowBytes else { return (lines, true) }
            guard let line = file.lines(from: start, count: 1, .forward).first else { continue }
            bytes += line.bytes.count
            lines.append(line)
        }
        return (lines, false)
    }

    private func forward(from start: Int, _ count: Int) -> [LogLine] {
        var lines: [LogLine] = []
        var bytes = 0
        var place = start
        while lines.count < count, bytes < Self.windowBytes {
            let wanted = min(Self.chunkLines, count - lines.count)
            let chunk = file.lines(from: place, count: wanted, .forward)
            lines += chunk
            bytes += chunk.reduce(0) { $0 + $1.bytes.count }
            guard chunk.count == wanted, let last = chunk.last else { break }
            place = last.end
        }
        return lines
    }

    private func backward(from end: Int, _ count: Int) -> [LogLine] {
        var chunks: [[LogLine]] = []
        var lines = 0
        var bytes = 0
        var place = end
        while lines < count, bytes < Self.windowBytes {
            let wanted = min(Self.chunkLines, count - lines)
            let chunk = file.lines(from: place, count: wanted, .backward)
            chunks.append(chunk)
            lines += chunk.count
            bytes += chunk.reduce(0) { $0 + $1.bytes.count }
            guard chunk.count == wanted, let first = chunk.first else { break }
            place = first.offset
        }
        return chunks.reversed().flatMap(\.self)
    }

    // MARK: - One line

    private mutating func shown(_ line: LogLine) -> ShownLine {
        if case .gap(let gap) = line.kind {
            return ShownLine(
                offset: line.offset,
                end: line.end,
                text: StyledText(untrusted: gap.notice, Style(.warning)),
                isGap: true
            )
        }
        let start = Array(line.bytes.prefix(Self.troubleBytes))
        let isTrouble = trouble?.matches(in: start, atMost: 1).isEmpty == false
        let text = StyledText(log: line.bytes)
        return ShownLine(
            offset: line.offset,
            end: line.end,
            text: isTrouble ? Self.reddened(text) : text,
            number: line.number,
            time: line.time,
            isTrouble: isTrouble,
            matches: matches(in: line)
        )
    }

    /// Words that have no colour of their own are shown as trouble.
    private static func reddened(_ text: StyledText) -> StyledText {
        StyledText(text.runs.map { .init($0.text, $0.style.over(Style(.failed))) })
    }

    private mutating func matches(in line: LogLine) -> [ShownLine.Match] {
        guard let find else { return [] }
        guard timeSpent < Self.markingTime else { return [] }
        let start = ContinuousClock.now
        let ranges = find.matches(in: line.bytes, atMost: Self.matchesPerLine)
        if isSlow { timeSpent += .now - start }
        guard !ranges.isEmpty else { return [] }
        let isPlain = line.bytes.allSatisfy { (0x20..<0x7F).contains($0) }
        return ranges.compactMap { range in
            let offset = line.shownOffset + range.lowerBound
            if isPlain { return .init(offset: offset, cells: range) }
            guard marked < Self.markingBytes else { return nil }
            marked += range.upperBound
            let start = StyledText(log: line.bytes[..<range.lowerBound]).width
            let length = StyledText(log: line.bytes[..<range.upperBound]).width - start
            return .init(offset: offset, cells: start..<start + max(0, length))
        }
    }
}
