extension SafeText {
    /// Lines of at most `cells` cells, broken between words.
    ///
    /// Spaces at a break are left out; a word longer than a line is broken anywhere. `indent`
    /// cells are left free before each line but the first. There is always one line at least.
    package func wrapped(to cells: Int, indent: Int = 0) -> [SafeText] {
        StyledText(self).wrapped(to: cells, indent: indent).map(\.text)
    }

    /// Pieces of `cells` cells, broken anywhere, for the lines of a log.
    package func hardWrapped(to cells: Int) -> [SafeText] {
        StyledText(self).hardWrapped(to: cells).map(\.text)
    }
}

extension StyledText {
    /// The text in the given cells; half a wide character becomes a space.
    package func slice(_ cells: Range<Int>) -> StyledText {
        var slice = StyledText()
        var column = 0
        for run in runs {
            let end = column + run.text.width
            if end > cells.lowerBound, column < cells.upperBound {
                let from = max(0, cells.lowerBound - column)
                let to = max(from, min(end, cells.upperBound) - column)
                slice.append(run.text.slice(from..<to), run.style)
            }
            column = end
        }
        return slice
    }

    /// The text, or what of it fits into `cells` together with an ellipsis.
    package func truncated(to cells: Int) -> StyledText {
        guard width > cells else { return self }
        guard cells > 0 else { return .empty }
        var cut = slice(0..<cells - 1)
        cut.append(.ellipsis, cut.runs.last?.style ?? .inherited)
        return cut
    }

    /// Lines of at most `cells` cells, broken between words; see ``SafeText/wrapped(to:indent:)``.
    package func wrapped(to cells: Int, indent: Int = 0) -> [StyledText] {
        let cells = max(1, cells)
        let indent = min(max(0, indent), cells - 1)
        let breaks = wordBreaks()
        var lines: [StyledText] = []
        var start = 0
        repeat {
            let room = lines.isEmpty ? cells : cells - indent
            let (end, next) = breaks.line(from: start, room: room, width: width)
            var line = lines.isEmpty ? StyledText() : StyledText(.spaces(indent))
            line.append(slice(start..<end))
            lines.append(line)
            start = next
        } while start < width
        return lines
    }

    /// Pieces of `cells` cells, broken anywhere; a wide character never loses its half.
    package func hardWrapped(to cells: Int) -> [StyledText] {
        let cells = max(1, cells)
        guard width > cells else { return [self] }
        let starts = wordBreaks()
        var lines: [StyledText] = []
        var start = 0
        while start < width {
            let end = starts.boundary(atMost: start + cells, after: start, width: width)
            lines.append(slice(start..<end))
            start = end
        }
        return lines
    }

    private func wordBreaks() -> WordBreaks {
        var breaks = WordBreaks()
        for run in runs {
            for cluster in run.text.clusters {
                breaks.take(width: cluster.width, isSpace: cluster.base == " ")
            }
        }
        return breaks
    }
}

/// What each cell of a text is, as far as breaking lines goes.
private struct WordBreaks {
    private enum Kind {
        case space, word, tail
    }

    private var kinds: [Kind] = []

    mutating func take(width: Int, isSpace: Bool) {
        kinds.append(isSpace ? .space : .word)
        if width == 2 { kinds.append(.tail) }
    }

    /// The last cell at or before `limit` where a character begins; always after `start`.
    func boundary(atMost limit: Int, after start: Int, width: Int) -> Int {
        guard limit < width else { return width }
        let boundary = kinds[limit] == .tail ? limit - 1 : limit
        // A wide character in a space of one cell: the piece is wider than asked for.
        return boundary > start ? boundary : min(width, limit + 1)
    }

    /// Where the line that begins at `start` ends, and where the next one begins.
    func line(from start: Int, room: Int, width: Int) -> (end: Int, next: Int) {
        guard start + room < width else { return (width, width) }
        let limit = start + room
        var end = limit
        while end > start, kinds[end] != .space { end -= 1 }
        guard end > start else {
            let end = boundary(atMost: limit, after: start, width: width)
            return (end, end)
        }
        var next = end
        while next < width, kinds[next] == .space { next += 1 }
        while end > start, kinds[end - 1] == .space { end -= 1 }
        return (end, next)
    }
}
