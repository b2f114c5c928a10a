extension LogFile {
    /// Lines in the order in which they stand in the log.
    ///
    /// Forward they begin with the line that holds `anchor`; backward they end with the line before
    /// that one, so that `anchor` set to ``size`` gives the log's tail. At most
    /// ``LogLimits/linesPerCall`` lines and about ``LogLimits/bytesPerCall`` bytes; fewer than
    /// `count` lines at the log's end or start. Redraws are folded, a gap is one line, a line
    /// longer than ``LogLimits/lineBytes`` comes in pieces.
    package func lines(from anchor: Int, count: Int, _ direction: LineDirection) -> [LogLine] {
        var reader = LineReader(self)
        var lines: [LogLine] = []
        var bytes = 0
        let most = min(max(0, count), LogLimits.linesPerCall)
        var place = min(max(0, anchor), reader.extent.size)
        if place < reader.extent.size { place = reader.lineStart(of: place) }
        while lines.count < most && bytes < LogLimits.bytesPerCall {
            let next = direction == .forward ? reader.line(from: place) : reader.line(before: place)
            guard let line = next else { break }
            lines.append(line)
            bytes += line.bytes.count
            place = direction == .forward ? line.end : line.offset
        }
        if direction == .backward { lines.reverse() }
        annotate(&lines)
        return lines
    }

    /// The last `count` lines.
    package func tail(_ count: Int) -> [LogLine] {
        lines(from: size, count: count, .backward)
    }

    /// Where the line that holds `offset` starts.
    package func lineStart(of offset: Int) -> Int {
        var reader = LineReader(self)
        return reader.lineStart(of: offset)
    }

    /// Lines as text for the clipboard: as shown, without escape sequences.
    ///
    /// Takes the lines from the one that holds `start` to the one that holds `last`. Pieces of one
    /// long line are joined again.
    package func plainText(from start: Int, through last: Int) -> CleanCopy {
        var reader = LineReader(self)
        var copy = CleanCopy()
        var place = reader.lineStart(of: start)
        while place <= last, let line = reader.line(from: place) {
            guard copy.add(line) else { break }
            place = line.end
        }
        return copy
    }

    /// Gives lines their numbers and times, with one look-up for all of them.
    private func annotate(_ lines: inout [LogLine]) {
        guard let first = lines.first else { return }
        var number = number(at: first.offset)
        var dates = times.reader()
        for place in lines.indices {
            if case .gap = lines[place].kind {
                number = nil
                continue
            }
            lines[place].number = number
            lines[place].time = dates.date(at: lines[place].shownOffset)
            if let known = number, !lines[place].continues {
                number = LineNumber(value: known.value + 1, isApproximate: known.isApproximate)
            }
        }
    }
}
